//! What the law reads out of a payment. Everything else of this crate reads payments through this file.

use jiff::civil::Date;
use portcullis_model::{Amount, CountryCode, CurrencyCode, Field, Payment, Purpose};

use crate::party::identity::Identity;
use crate::party::registry::{Recognized, Registry};

/// A payment, by the fields that decide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaymentView<'p>(&'p Payment<'p>);

/// The roles a party or agent can stand in.
pub(crate) const ROLES: [Field; 7] = [
    Field::Debtor,
    Field::UltimateDebtor,
    Field::DebtorAgent,
    Field::IntermediaryAgent,
    Field::CreditorAgent,
    Field::Creditor,
    Field::UltimateCreditor,
];

impl<'p> PaymentView<'p> {
    pub(crate) fn new(payment: &'p Payment<'p>) -> PaymentView<'p> {
        PaymentView(payment)
    }

    pub(crate) fn purpose(self) -> Option<Purpose> {
        self.0.purpose
    }

    pub(crate) fn amount(self) -> Option<Amount> {
        self.0.amount
    }

    pub(crate) fn currency(self) -> Option<CurrencyCode> {
        self.0.amount.and_then(|amount| amount.currency)
    }

    pub(crate) fn debtor_country(self) -> Option<CountryCode> {
        self.0.debtor.country
    }

    pub(crate) fn creditor_country(self) -> Option<CountryCode> {
        self.0.creditor.country
    }

    pub(crate) fn debtor_name(self) -> &'p str {
        &self.0.debtor.name
    }

    pub(crate) fn creditor_name(self) -> &'p str {
        &self.0.creditor.name
    }

    /// The license that the payment quotes, without white space around it; empty for none.
    pub(crate) fn license_reference(self) -> &'p str {
        self.0.license_reference.trim()
    }

    /// The kind of financial instrument that the payment is for; empty where it does not say.
    pub(crate) fn instrument(self) -> &'p str {
        &self.0.instrument
    }

    /// The tenor of the debt that the payment is for.
    pub(crate) fn debt_tenor_days(self) -> Option<u32> {
        self.0.debt_tenor_days
    }

    pub(crate) fn remittance(self) -> &'p str {
        &self.0.remittance_information
    }

    /// Who stands in a role; `None` where nobody can (free text).
    pub(crate) fn identity(self, role: Field) -> Option<Identity<'p>> {
        let party = |party: &'p portcullis_model::Party<'p>| Identity::Party {
            account: &party.account,
            id: &party.id,
        };
        let agent = |agent: &'p portcullis_model::Agent<'p>| Identity::Agent { bic: &agent.bic };
        Some(match role {
            Field::Debtor => party(&self.0.debtor),
            Field::UltimateDebtor => party(&self.0.ultimate_debtor),
            Field::DebtorAgent => agent(&self.0.debtor_agent),
            Field::IntermediaryAgent => agent(&self.0.intermediary_agent),
            Field::CreditorAgent => agent(&self.0.creditor_agent),
            Field::Creditor => party(&self.0.creditor),
            Field::UltimateCreditor => party(&self.0.ultimate_creditor),
            Field::Remittance | Field::Query => return None,
        })
    }
}

/// What a payment shows to the conditions of licenses, gathered once a payment.
pub(crate) struct Evidence<'p> {
    pub(crate) payment: PaymentView<'p>,
    /// The day whose law decides.
    pub(crate) as_of: Date,
    /// Every party that the registry knows, by role.
    pub(crate) recognized: Vec<(Field, Recognized<'p>)>,
}

impl<'p> Evidence<'p> {
    pub(crate) fn gather(payment: PaymentView<'p>, as_of: Date, registry: &'p Registry) -> Evidence<'p> {
        let recognized = ROLES
            .iter()
            .flat_map(|role| {
                let found = payment
                    .identity(*role)
                    .map(|identity| registry.recognize(&identity, as_of))
                    .unwrap_or_default();
                found.into_iter().map(|found| (*role, found))
            })
            .collect();
        Evidence {
            payment,
            as_of,
            recognized,
        }
    }
}
