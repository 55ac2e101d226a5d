//! In which field of a payment the rows of labelled files are asked for.

use portcullis_matcher::{Findings, Matcher, PartyQuery, Scratch};
use portcullis_model::{Hit, Party, Payment, Role, Schema};

/// How the rows of labelled files are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReadAs {
    /// As names, each by itself.
    #[default]
    Name,
    /// As the name of a payment's creditor, whose parts are read too.
    Creditor,
    /// As remittance information of a payment.
    Remittance,
    /// As the address of a payment's creditor.
    Address,
}

impl ReadAs {
    /// The hits of a row, best first.
    pub(crate) fn hits(
        self,
        matcher: &Matcher,
        row: &str,
        schema: Option<Schema>,
        scratch: &mut Scratch,
    ) -> Vec<Hit> {
        let payment = match self {
            ReadAs::Name => {
                let query = PartyQuery {
                    name: row,
                    schema,
                    ..PartyQuery::default()
                };
                return matcher.check(&query, scratch).hits;
            }
            ReadAs::Creditor => Payment::new("row").with(Party::named(Role::Creditor, row)),
            ReadAs::Remittance => Payment::new("row").with_remittance(row),
            ReadAs::Address => Payment::new("row").with(Party {
                address: row.into(),
                ..Party::new(Role::Creditor)
            }),
        };
        let mut findings = Findings::default();
        matcher.screen_payment(&payment, scratch, &mut findings);
        findings
            .hits
            .retain(|hit| matcher.index().schema(hit.designation).is_searched_by(schema));
        findings.hits
    }
}
