//! `institution.toml`: which authorities bind the institution, always or through a nexus.

use portcullis_model::CurrencyCode;
use serde::Deserialize;

use crate::error::{Location, Problems};
use crate::files::SourceFile;
use crate::toml_entry::Entry;
use crate::toml_file::{self, Lines, Spanned};

/// Which authorities bind. Without such a file every authority does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Institution {
    authorities: Vec<String>,
    nexus: Vec<(CurrencyCode, String)>,
}

/// How an authority came to bind a payment, or that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jurisdiction {
    No,
    Yes,
    /// Through the currency of the payment.
    Nexus(CurrencyCode),
    /// The payment does not say its currency, and there is a nexus that it might make.
    PerhapsNexus(CurrencyCode),
}

impl Institution {
    /// Whether an authority binds a payment in this currency. A payment that does not say its currency may be
    /// in any: then every nexus is taken to be there.
    pub(crate) fn jurisdiction(&self, authority: &str, currency: Option<CurrencyCode>) -> Jurisdiction {
        // A designation that does not say whose it is may be anyone's.
        if authority.is_empty() || self.authorities.iter().any(|a| a == authority) {
            return Jurisdiction::Yes;
        }
        for (nexus, whose) in &self.nexus {
            if whose == authority {
                match currency {
                    Some(currency) if currency == *nexus => return Jurisdiction::Nexus(currency),
                    None => return Jurisdiction::PerhapsNexus(*nexus),
                    Some(_) => {}
                }
            }
        }
        Jurisdiction::No
    }

    /// Whether an authority can bind at all.
    pub(crate) fn may_bind(&self, authority: &str) -> bool {
        self.authorities.iter().any(|a| a == authority) || self.nexus.iter().any(|(_, a)| a == authority)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    authorities: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    nexus: Vec<Spanned<RawNexus>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNexus {
    currency: Option<Spanned<String>>,
    authority: Option<Spanned<String>>,
}

/// Reads the file. One that leaves nobody binding is refused: it would clear everything.
pub(crate) fn read(file: &SourceFile, problems: &mut Problems) -> Option<Institution> {
    let raw = toml_file::parse::<RawFile>(file, problems)?;
    let lines = Lines::new(&file.path, &file.text);
    let start = Location {
        file: file.path.clone(),
        line: 1,
    };
    let mut entry = Entry {
        lines: &lines,
        problems,
        name: "institution".to_owned(),
        start,
    };
    let authorities = entry.texts(raw.authorities.as_ref(), "authorities");
    if authorities.as_ref().is_none_or(Vec::is_empty) && raw.nexus.is_empty() {
        entry.problem_here(
            "authorities",
            "no authority would bind; name some (authorities = [\"UN\", \"US\"]), or give no institution file so that all do",
        );
    }
    let mut nexus = Vec::new();
    for raw in &raw.nexus {
        entry.start = lines.at(raw);
        let currency = match &raw.get_ref().currency {
            Some(currency) => entry.currency(currency, "nexus.currency"),
            None => {
                entry.problem_here("nexus.currency", "is missing");
                None
            }
        };
        let authority = entry.required(raw.get_ref().authority.as_ref(), "nexus.authority");
        if let (Some(currency), Some(authority)) = (currency, authority) {
            nexus.push((currency, authority));
        }
    }
    Some(Institution {
        authorities: authorities.unwrap_or_default(),
        nexus,
    })
}
