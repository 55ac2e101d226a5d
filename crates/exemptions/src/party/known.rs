//! By which identifiers a person told a party from a listed one, and whether another party is the same.

use portcullis_model::{CountryCode, Identifier, IdentifierKind, Party};

use crate::party::identity::{bic, canonical, lei};

/// An identifier in canonical form: upper case, no white space, BICs in eleven characters. As strict as the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    Account(String),
    Bic(String),
    Lei(String),
    /// A number of a stated kind; a country is part of it, because two countries issue the same passport number.
    Number(IdentifierKind, String, Option<CountryCode>),
    /// A number that nobody says the kind of.
    Bare(String),
}

impl Known {
    pub(crate) fn of_account(text: &str) -> Option<Known> {
        canonical(text).map(Known::Account)
    }

    pub(crate) fn of_bic(text: &str) -> Option<Known> {
        bic(text).map(Known::Bic)
    }

    pub(crate) fn of_lei(text: &str) -> Option<Known> {
        lei(text).map(Known::Lei)
    }

    /// What a party's id field says, if anything.
    pub(crate) fn of_id(text: &str) -> Option<Known> {
        match text.parse::<Identifier>() {
            Ok(id) => match id.kind {
                IdentifierKind::Lei => Known::of_lei(&id.value),
                IdentifierKind::Bic => Known::of_bic(&id.value),
                IdentifierKind::Iban | IdentifierKind::Account => Known::of_account(&id.value),
                kind => canonical(&id.value).map(|value| Known::Number(kind, value, id.country)),
            },
            // A bare number of unknown kind: an LEI is unique in the world whatever it is called.
            Err(_) => Known::of_lei(text).or_else(|| canonical(text).map(Known::Bare)),
        }
    }

    /// Whether two identifiers are of one kind, so that one may contradict the other.
    fn is_comparable_to(&self, other: &Known) -> bool {
        match (self, other) {
            (Known::Number(kind, ..), Known::Number(other, ..)) => kind == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// As [`Known::of_id`] reads it back.
    fn to_id(&self) -> String {
        match self {
            Known::Account(value) => format!("account:{value}"),
            Known::Bic(value) => format!("bic:{value}"),
            Known::Lei(value) => format!("lei:{value}"),
            Known::Number(kind, value, None) => format!("{kind}:{value}"),
            Known::Number(kind, value, Some(country)) => format!("{kind}:{value}@{country}"),
            Known::Bare(value) => value.clone(),
        }
    }
}

impl std::fmt::Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Known::Account(value) => write!(f, "account {value}"),
            Known::Bic(value) => write!(f, "BIC {value}"),
            Known::Lei(value) => write!(f, "LEI {value}"),
            Known::Number(kind, value, None) => write!(f, "{kind} {value}"),
            Known::Number(kind, value, Some(country)) => write!(f, "{kind} {value}@{country}"),
            Known::Bare(value) => write!(f, "id {value}"),
        }
    }
}

/// The identifiers of a party, in canonical form. A name is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartyIds(pub(crate) Vec<Known>);

impl PartyIds {
    /// What a payment shows of a party. A bank is known by its BIC and its LEI: the accounts that it keeps are others'.
    pub(crate) fn of(party: &Party<'_>) -> PartyIds {
        let (account, ids) = if party.role.is_agent() {
            ("", "")
        } else {
            (&*party.account, &*party.ids)
        };
        PartyIds::of_texts(account, &party.bic, party.lei(), ids)
    }

    /// The identifiers that are written so; `ids` are several, joined by `;`. What is none is left out.
    #[must_use]
    pub fn of_texts(account: &str, bic: &str, lei: &str, ids: &str) -> PartyIds {
        let mut all = PartyIds::default();
        let ids = ids.split(';').map(str::trim).filter(|id| !id.is_empty());
        let single = [Known::of_account(account), Known::of_bic(bic), Known::of_lei(lei)];
        for known in single.into_iter().flatten().chain(ids.filter_map(Known::of_id)) {
            all.add(known);
        }
        all
    }

    /// Reads a cell that [`PartyIds::to_cell`] wrote: identifiers joined by `;`. The error is one that cannot be read.
    ///
    /// # Errors
    /// A part is no identifier.
    pub fn read(cell: &str) -> Result<PartyIds, String> {
        let mut all = PartyIds::default();
        for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            all.add(Known::of_id(part).ok_or_else(|| part.to_owned())?);
        }
        Ok(all)
    }

    /// `account:NO93…;lei:5299…`.
    #[must_use]
    pub fn to_cell(&self) -> String {
        let all: Vec<String> = self.0.iter().map(Known::to_id).collect();
        all.join(";")
    }

    /// Whether the party is known by nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cells `party_account`, `party_bic`, `party_lei` and `party_id` of a good-guy entry.
    #[must_use]
    pub fn cells(&self) -> [String; 4] {
        let mut cells: [Vec<String>; 4] = std::array::from_fn(|_| Vec::new());
        for known in &self.0 {
            match known {
                Known::Account(value) => cells[0].push(value.clone()),
                Known::Bic(value) => cells[1].push(value.clone()),
                Known::Lei(value) => cells[2].push(value.clone()),
                Known::Number(..) | Known::Bare(_) => cells[3].push(known.to_id()),
            }
        }
        cells.map(|values| values.join(";"))
    }

    /// Adds the identifiers of another payment of the same party.
    pub fn join(&mut self, more: PartyIds) {
        for known in more.0 {
            self.add(known);
        }
    }

    pub(crate) fn add(&mut self, known: Known) {
        if !self.0.contains(&known) {
            self.0.push(known);
        }
    }

    /// Whether one of these is another than all of its kind that `shown` has of it: two accounts, two passports.
    fn is_contradicted_by(&self, shown: &PartyIds) -> bool {
        shown.0.iter().any(|shown| {
            let mut comparable = self
                .0
                .iter()
                .filter(|known| known.is_comparable_to(shown))
                .peekable();
            comparable.peek().is_some() && !comparable.any(|known| known == shown)
        })
    }

    /// The identifier by which a party that shows these is the one that is known by those. One is enough, but none may
    /// contradict: a party with the known account and another LEI than the known one is somebody else, or somebody must look.
    pub(crate) fn recognize<'s>(&self, shown: &'s PartyIds) -> Option<&'s Known> {
        if self.is_contradicted_by(shown) {
            return None;
        }
        self.shared_with(shown)
    }

    /// The first identifier that both have.
    pub(crate) fn shared_with<'s>(&self, shown: &'s PartyIds) -> Option<&'s Known> {
        shown.0.iter().find(|shown| self.0.contains(shown))
    }
}
