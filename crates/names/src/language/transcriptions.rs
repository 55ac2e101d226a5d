//! How the sounds of other scripts are written with Latin letters, and what each way of writing says.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Latin letters that stand for one sound are so many at most.
pub(crate) const LETTERS_MAX: usize = 3;

/// A way to write a sound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing {
    letters: u32,
    /// Which bytes of a number hold letters of this writing.
    mask: u32,
    length: u8,
    /// What it says for one name, in tenths of a bit.
    pub bits: i16,
}

impl Writing {
    pub fn len(&self) -> usize {
        usize::from(self.length)
    }

    /// Whether letters, as [`letters_at_once`] has them, begin with those of this writing.
    pub fn begins(&self, letters: u32) -> bool {
        letters & self.mask == self.letters
    }
}

/// The first letters, as many as a writing may have, as a number: the first in the lowest byte, 0 where there are no more.
pub(crate) fn letters_at_once(letters: &[u8]) -> u32 {
    let mut bytes = [0; 4];
    let length = letters.len().min(LETTERS_MAX);
    bytes[..length].copy_from_slice(&letters[..length]);
    u32::from_le_bytes(bytes)
}

/// The rows of `data/transcriptions.csv` for one script.
#[derive(Debug, Default)]
pub(crate) struct Transcription {
    by_sound: FxHashMap<&'static str, Vec<Writing>>,
}

impl Transcription {
    /// The ways to write a sound; an empty sound has the letters that stand for nothing.
    pub fn writings(&self, sound: &str) -> &[Writing] {
        self.by_sound.get(sound).map_or(&[], Vec::as_slice)
    }
}

/// All scripts, by the word that the file has for them.
#[derive(Debug, Default)]
pub(crate) struct Transcriptions {
    scripts: SmallVec<[(&'static str, Transcription); 5]>,
}

impl Transcriptions {
    pub(super) fn of(rows: impl Iterator<Item = Vec<&'static str>>) -> Transcriptions {
        let mut transcriptions = Transcriptions::default();
        for row in rows {
            let [script, sound, letters, bits] = row[..] else {
                continue;
            };
            let (Ok(bits), true) = (bits.parse::<f32>(), letters.len() <= LETTERS_MAX) else {
                continue;
            };
            let length = u8::try_from(letters.len()).unwrap_or_default();
            let writing = Writing {
                letters: letters_at_once(letters.as_bytes()),
                mask: (1 << (8 * u32::from(length))) - 1,
                length,
                #[allow(clippy::cast_possible_truncation)] // a few bits
                bits: (bits * 10.0).round() as i16,
            };
            let known = transcriptions
                .scripts
                .iter()
                .position(|(name, _)| *name == script);
            let at = known.unwrap_or_else(|| {
                transcriptions.scripts.push((script, Transcription::default()));
                transcriptions.scripts.len() - 1
            });
            let writings = &mut transcriptions.scripts[at].1.by_sound;
            writings.entry(sound).or_default().push(writing);
        }
        transcriptions
    }

    /// The rows of a script.
    pub fn script(&self, name: &str) -> Option<&Transcription> {
        let mut scripts = self.scripts.iter();
        scripts.find(|(script, _)| *script == name).map(|(_, rows)| rows)
    }
}
