//! What a difference of letters says: `i` for `y` inside a word is one name spelled twice, `a` for `o` at its end
//! is a woman and a man.
//!
//! The figures are likelihood ratios (Fellegi and Sunter, 1969) counted from spellings that one person has side
//! by side on the lists, see `data/letter_confusions.csv`.

/// Where in the words a difference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    First,
    Inside,
    Last,
}

/// A difference of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Difference {
    /// One letter for another; the smaller first.
    Substitute(u8, u8),
    /// A letter more.
    Insert(u8),
    /// A letter written twice.
    Double(u8),
    /// Two neighbors exchanged.
    Exchange,
}

impl Difference {
    /// The same difference with its letters left open.
    const fn of_any_letter(self) -> Difference {
        match self {
            Difference::Substitute(..) => Difference::Substitute(b'*', b'*'),
            Difference::Insert(_) => Difference::Insert(b'*'),
            Difference::Double(_) => Difference::Double(b'*'),
            Difference::Exchange => Difference::Exchange,
        }
    }

    /// From the columns `kind` and `letters` of the data file.
    pub fn read(kind: &str, letters: &str) -> Option<Difference> {
        let letters = letters.as_bytes();
        let first = *letters.first()?;
        Some(match kind {
            "substitute" => Difference::Substitute(first, *letters.get(1).unwrap_or(&first)),
            "insert" => Difference::Insert(first),
            "double" => Difference::Double(first),
            "exchange" => Difference::Exchange,
            _ => return None,
        })
    }
}

/// The bits of every difference at every position: a small table, for this is asked for each pair of near words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Confusions {
    bits: Vec<f32>,
}

/// Letters `a` to `z`, and one for everything else.
const LETTERS: usize = 27;

/// A table of substitutions, rows of insertions and doublings, and the exchange.
const OF_A_POSITION: usize = LETTERS * LETTERS + 2 * LETTERS + 1;

impl Confusions {
    /// From the rows of the data file; a difference without a row has that of its kind.
    pub fn of(known: impl Iterator<Item = (Difference, Position, f32)> + Clone) -> Confusions {
        let mut bits = vec![0.0; 3 * OF_A_POSITION];
        let open = known
            .clone()
            .filter(|(difference, ..)| *difference == difference.of_any_letter());
        for (difference, position, value) in open {
            let (from, count) = match difference {
                Difference::Substitute(..) => (0, LETTERS * LETTERS),
                Difference::Insert(_) => (LETTERS * LETTERS, LETTERS),
                Difference::Double(_) => (LETTERS * LETTERS + LETTERS, LETTERS),
                Difference::Exchange => (OF_A_POSITION - 1, 1),
            };
            bits[position as usize * OF_A_POSITION + from..][..count].fill(value);
        }
        for (difference, position, value) in known {
            if difference != difference.of_any_letter() {
                bits[Confusions::index(difference, position)] = value;
            }
        }
        Confusions { bits }
    }

    fn index(difference: Difference, position: Position) -> usize {
        let letter = |letter: u8| match letter {
            b'a'..=b'z' => usize::from(letter - b'a'),
            _ => LETTERS - 1,
        };
        let within = match difference {
            Difference::Substitute(x, y) => letter(x) * LETTERS + letter(y),
            Difference::Insert(x) => LETTERS * LETTERS + letter(x),
            Difference::Double(x) => LETTERS * LETTERS + LETTERS + letter(x),
            Difference::Exchange => OF_A_POSITION - 1,
        };
        position as usize * OF_A_POSITION + within
    }

    pub fn bits(&self, difference: Difference, position: Position) -> f32 {
        self.bits[Confusions::index(difference, position)]
    }
}

impl Position {
    /// From the column `place` of the data file.
    pub fn read(place: &str) -> Option<Position> {
        Some(match place {
            "first" => Position::First,
            "inside" => Position::Inside,
            "last" => Position::Last,
            _ => return None,
        })
    }

    pub const fn of(first: bool, last: bool) -> Position {
        match (first, last) {
            (true, _) => Position::First,
            (_, true) => Position::Last,
            _ => Position::Inside,
        }
    }
}
