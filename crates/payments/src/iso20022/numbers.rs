//! Numbers by which somebody is known: of persons and organizations, of banks in clearing systems, and what stands for an account.

use std::borrow::Cow;

use portcullis_model::{CountryCode, IdentifierKind, TextKind};

use super::{assemble::Assembler, place::PartyNo, text::is_plain};

/// A number whose kind stands beside it, until it is closed.
#[derive(Debug, Clone, Default)]
pub(super) struct Other<'a> {
    pub(super) value: Cow<'a, str>,
    pub(super) scheme: Cow<'a, str>,
    pub(super) issuer: Cow<'a, str>,
}

impl<'a> Assembler<'a> {
    /// Adds an identification to those of a party.
    pub(super) fn add_id(
        &mut self,
        party: PartyNo,
        kind: Option<&str>,
        value: &str,
        country: Option<CountryCode>,
    ) {
        let ids = self.pool.own(&mut self.draft.party(party).ids);
        if !ids.is_empty() {
            ids.push(';');
        }
        if let Some(kind) = kind {
            ids.push_str(kind);
            ids.push(':');
        }
        ids.push_str(value);
        if let Some(country) = country {
            ids.push('@');
            ids.push_str(country.as_str());
        }
    }

    /// A number with a scheme: of a kind where the scheme is known, otherwise bare.
    pub(super) fn finish_other(&mut self, party: PartyNo) {
        let other = std::mem::take(&mut self.other);
        let country = CountryCode::new(&other.issuer);
        if !other.value.is_empty() {
            let kind = scheme_kind(&other.scheme).map(IdentifierKind::as_str);
            // What a scheme of somebody's own says (`ORDER`) is kept before the number: it may say that it is none of the party.
            let kind = kind.or_else(|| Some(&*other.scheme).filter(|scheme| is_words(scheme)));
            self.add_id(party, kind, &other.value, country);
        }
        if country.is_none() && !is_plain(&other.issuer) {
            self.add_text(TextKind::Other, other.issuer);
        }
    }

    /// A bank's number in a clearing system: with its country, which the system's code begins with.
    pub(super) fn finish_clearing(&mut self, party: PartyNo) {
        let other = std::mem::take(&mut self.other);
        if other.value.is_empty() {
            return;
        }
        match clearing_country(&other.scheme) {
            Some(country) => {
                let kind = IdentifierKind::Other.as_str();
                self.add_id(party, Some(kind), &other.value, Some(country));
            }
            None => self.add_id(party, None, &other.value, None),
        }
    }

    /// What stands for an account: a telephone number, an e-mail address, a name that was chosen.
    pub(super) fn finish_proxy(&mut self, party: PartyNo) {
        let other = std::mem::take(&mut self.other);
        if other.value.is_empty() {
            return;
        }
        let kind = match &*other.scheme {
            "EMAL" => Some(IdentifierKind::Email),
            "MBNO" => Some(IdentifierKind::Phone),
            "LEIC" => Some(IdentifierKind::Lei),
            code => IdentifierKind::of_code(code),
        };
        match kind {
            Some(kind) => self.add_id(party, Some(kind.as_str()), &other.value, None),
            None => self.add_text(TextKind::Other, other.value),
        }
    }
}

/// Whether a scheme is of words that may stand before a number: no code of the standard, and no sign that parts identifications.
fn is_words(scheme: &str) -> bool {
    const CODE_BYTES: usize = 4;
    let is_code = scheme.len() <= CODE_BYTES && scheme.bytes().all(|byte| byte.is_ascii_uppercase());
    !is_code && scheme.contains(char::is_alphabetic) && !scheme.contains([':', ';', '/', '@'])
}

/// The kind that a scheme names. `MSISDN` is the number of a telephone (ITU-T E.164).
fn scheme_kind(scheme: &str) -> Option<IdentifierKind> {
    if scheme.is_empty() {
        None
    } else if scheme.eq_ignore_ascii_case("MSISDN") {
        Some(IdentifierKind::Phone)
    } else {
        IdentifierKind::of_code(scheme)
    }
}

/// The country of a clearing system: `US` of `USABA`. Source: ISO 20022, external code set
/// `ExternalClearingSystemIdentification1Code`.
fn clearing_country(system: &str) -> Option<CountryCode> {
    let is_code = system.len() == 5 && system.bytes().all(|byte| byte.is_ascii_uppercase());
    CountryCode::new(system.get(..2)?).filter(|_| is_code)
}
