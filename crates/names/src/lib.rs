//! Text to tokens and back, and the score of two names with its evidence. No I/O, no index.
