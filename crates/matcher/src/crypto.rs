//! Digital currency addresses, as wallets, payment links and old systems write them.
//!
//! A payment link is the address with words around it: `bitcoin:ADDRESS?amount=0.5` (BIP 21), `ethereum:pay-ADDRESS@1`
//! (EIP 681). An address has letters and digits only, so it is a word of any of them.
//!
//! **Letter case.** Hexadecimal addresses mean the same in any case (the case of EIP 55 is a checksum), and so do Bech32
//! (BIP 173) and CashAddr, which are written in one case. Base58 (Bitcoin, Tron, Ripple) tells `a` from `A`; a system that
//! writes everything in capitals breaks such an address, but it is no other one: 25 letters are not equal by chance, and
//! a person looks.

use portcullis_index::Index;
use portcullis_model::IdentifierKind;
use rustc_hash::FxHashMap;

use crate::{
    identifiers::{IdentifierMatch, find_as},
    slips::{ONE_SLIP, Slips},
};

/// No digital currency address is shorter.
pub(crate) const CRYPTO_BYTES_MIN: usize = 25;

/// What the evidence says of an address of Base58 in other letter case.
const OTHER_CASE: &str = "the address is the listed one but for capital and small letters";

/// Listed addresses by their lower-case form.
#[derive(Debug, Default)]
pub(crate) struct CryptoAddresses {
    by_lower_case: FxHashMap<String, Vec<String>>,
}

impl CryptoAddresses {
    /// Adds a listed address, in canonical form.
    pub fn add(&mut self, canonical: &str) {
        let lower = canonical.to_ascii_lowercase();
        let bare = lower.strip_prefix("0x").map(str::to_owned);
        for form in bare.into_iter().chain([lower]) {
            let addresses = self.by_lower_case.entry(form).or_default();
            if !addresses.iter().any(|known| known == canonical) {
                addresses.push(canonical.to_owned());
            }
        }
    }

    /// Calls `each` with every listed address in a text, and whether it is certain. `buffer` is room for a word.
    pub fn each_in(
        &self,
        index: &Index,
        slips: &Slips,
        text: &str,
        buffer: &mut String,
        mut each: impl FnMut(IdentifierMatch, bool),
    ) {
        if self.by_lower_case.is_empty() || text.len() < CRYPTO_BYTES_MIN {
            return;
        }
        // An account is one word.
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.find_word(index, slips, text, buffer, &mut each);
            return;
        }
        let words = text.split(|c: char| !c.is_alphanumeric());
        for word in words.filter(|word| word.len() >= CRYPTO_BYTES_MIN) {
            self.find_word(index, slips, word, buffer, &mut each);
            // In a link in a link, signs are two digits behind a percent sign: `uri=bitcoin%3AADDRESS%3Famount`.
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            if text[..start].ends_with('%')
                && let Some((digits, rest)) = word.split_at_checked(2)
                && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            {
                self.find_word(index, slips, rest, buffer, &mut each);
            }
        }
    }

    fn find_word(
        &self,
        index: &Index,
        slips: &Slips,
        word: &str,
        buffer: &mut String,
        each: &mut impl FnMut(IdentifierMatch, bool),
    ) {
        let mut is_listed = false;
        find_as(index, IdentifierKind::Crypto, word, buffer, |found| {
            is_listed = true;
            each(found, true);
        });
        if is_listed {
            return;
        }
        // The canonical form, of the question to the index.
        slips.each_near(IdentifierKind::Crypto, buffer, |kind, near| {
            index.each_identifier(near, |listed, designation, place| {
                if listed == kind {
                    let mut found = IdentifierMatch::of(index, near, kind, designation, place);
                    found.note = Some(ONE_SLIP);
                    each(found, false);
                }
            });
        });
        buffer.clear();
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
        let Some(addresses) = self.by_lower_case.get(&*buffer) else {
            return;
        };
        for address in addresses {
            find_as(index, IdentifierKind::Crypto, address, buffer, |mut found| {
                let is_same = is_same_in_any_case(address, word);
                found.note = (!is_same).then_some(OTHER_CASE);
                each(found, is_same);
            });
        }
    }
}

/// Whether an address of that form means the same as the word, which is equal but for case.
fn is_same_in_any_case(address: &str, word: &str) -> bool {
    let has = |text: &str, is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    let is_hexadecimal = address.starts_with("0x");
    // Bech32 and CashAddr: listed in small letters, written in capitals.
    let is_one_case = !has(address, u8::is_ascii_uppercase) && !has(word, u8::is_ascii_lowercase);
    is_hexadecimal || is_one_case
}
