//! `[[nexus]]` of `institution.toml`: how an authority comes to bind through the way a payment takes.
//!
//! All keys of an entry must fit. Data that the payment does not state counts as fitting: leaving something out must not
//! take an obligation away.

use portcullis_model::{CountryCode, CurrencyCode};
use serde::Deserialize;

use crate::payment::PaymentView;
use crate::toml_entry::Entry;
use crate::toml_file::Spanned;

/// The keys of an entry, of which at least one is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Nexus {
    /// The currency of the payment.
    pub(crate) currency: Option<CurrencyCode>,
    /// Where a bank is that takes part.
    agent_country: Option<CountryCode>,
    /// Where a party is.
    party_country: Option<CountryCode>,
}

/// How a payment stands to an entry or to one key of it, the weaker first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// It states something else.
    No,
    /// It does not state what would show it.
    Perhaps,
    /// It states so.
    Yes,
}

/// An entry as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNexus {
    currency: Option<Spanned<String>>,
    agent_country: Option<Spanned<String>>,
    party_country: Option<Spanned<String>>,
    pub(super) authority: Option<Spanned<String>>,
}

impl RawNexus {
    /// `None` where a key cannot be read, or none is given: such an entry would bind every payment.
    pub(super) fn read(&self, entry: &mut Entry<'_>) -> Option<Nexus> {
        if self.currency.is_none() && self.agent_country.is_none() && self.party_country.is_none() {
            entry.problem_here(
                "nexus",
                "has no key; say currency, agent_country or party_country, or name the authority under `authorities`",
            );
            return None;
        }
        let currency = match &self.currency {
            Some(stated) => Some(entry.currency(stated, "nexus.currency")?),
            None => None,
        };
        let agent_country = match &self.agent_country {
            Some(stated) => Some(entry.country(stated, "nexus.agent_country")?),
            None => None,
        };
        let party_country = match &self.party_country {
            Some(stated) => Some(entry.country(stated, "nexus.party_country")?),
            None => None,
        };
        Some(Nexus {
            currency,
            agent_country,
            party_country,
        })
    }
}

impl Nexus {
    /// How a payment stands to the entry as a whole.
    pub(crate) fn fit(&self, payment: PaymentView<'_>) -> Fit {
        self.keys(payment).map(|(_, fit)| fit).min().unwrap_or(Fit::No)
    }

    /// What of the entry the payment does not state, in words.
    pub(crate) fn unstated(&self, payment: PaymentView<'_>) -> String {
        let missing: Vec<&str> = self
            .keys(payment)
            .filter(|(_, fit)| *fit == Fit::Perhaps)
            .map(|(missing, _)| missing)
            .collect();
        missing.join(" and ")
    }

    /// Whether it is about the currency alone.
    pub(crate) fn is_currency_alone(&self) -> bool {
        self.agent_country.is_none() && self.party_country.is_none()
    }

    /// Each key that is given: what is missing where the payment does not state it, and how the payment fits.
    fn keys<'a>(&'a self, payment: PaymentView<'a>) -> impl Iterator<Item = (&'static str, Fit)> + 'a {
        let currency = self.currency.map(|needed| {
            let fit = match payment.currency() {
                None => Fit::Perhaps,
                Some(stated) if stated == needed => Fit::Yes,
                Some(_) => Fit::No,
            };
            ("currency", fit)
        });
        let agent = self
            .agent_country
            .map(|needed| ("country of a bank", among(needed, payment.agent_countries())));
        let party = self
            .party_country
            .map(|needed| ("country of a party", among(needed, payment.party_countries())));
        [currency, agent, party].into_iter().flatten()
    }
}

/// Whether one of those who take part is in a country. Nobody stated, or one whose country is not, may be anybody anywhere.
fn among(needed: CountryCode, stated: impl Iterator<Item = Option<CountryCode>>) -> Fit {
    let mut fit = None;
    for country in stated {
        let one = match country {
            Some(country) if country == needed => return Fit::Yes,
            Some(_) => Fit::No,
            None => Fit::Perhaps,
        };
        fit = fit.max(Some(one));
    }
    fit.unwrap_or(Fit::Perhaps)
}

impl std::fmt::Display for Nexus {
    /// `USD`, `a bank in US`, `a party in US and EUR`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [
            self.currency.map(|code| code.to_string()),
            self.agent_country.map(|code| format!("a bank in {code}")),
            self.party_country.map(|code| format!("a party in {code}")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(" and "))
    }
}
