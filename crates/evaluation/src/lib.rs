//! Match-quality measures over labelled data.
