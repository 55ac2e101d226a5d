//! What an impact assessment counts a payment by.

use jiff::civil::Date;
use portcullis_model::{Amount, CountryCode, Field, Payment, Purpose, Role};

use crate::hit::one_line;
use crate::payment::PaymentView;
use crate::rulebook::Rulebook;

/// Purposes that serve basic human needs. A payment with one of them counts as a humanitarian flow.
const HUMANITARIAN: &[Purpose] = &[
    Purpose::Food,
    Purpose::Agriculture,
    Purpose::Medicine,
    Purpose::MedicalDevice,
    Purpose::Health,
    Purpose::Relief,
    Purpose::Shelter,
    Purpose::Water,
    Purpose::Education,
];

/// Whether a purpose serves basic human needs.
#[must_use]
pub fn is_humanitarian(purpose: Purpose) -> bool {
    HUMANITARIAN.contains(&purpose)
}

/// Registry classes whose payments count as humanitarian flows whatever their purpose.
const HUMANITARIAN_CLASSES: &[&str] = &["ngo", "un-system", "international-organization"];

/// A payment, as an impact assessment counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// From where.
    pub debtor_country: Option<CountryCode>,
    /// To where.
    pub creditor_country: Option<CountryCode>,
    /// Where each party and bank is, as far as the payment says.
    pub countries: Vec<(Field, CountryCode)>,
    /// Why.
    pub purpose: Option<Purpose>,
    /// How much.
    pub amount: Option<Amount>,
    /// Who pays, as the payment names it.
    pub debtor: String,
    /// Who is paid, as the payment names it.
    pub creditor: String,
    /// It has a humanitarian purpose, or a registered humanitarian actor pays.
    pub humanitarian: bool,
}

impl Rulebook {
    /// What an [`Impact`](crate::Impact) counts a payment by.
    #[must_use]
    pub fn flow(&self, payment: &Payment<'_>, as_of: Date) -> Flow {
        let payment = PaymentView::new(payment);
        let actor_pays = || {
            let mut payers = payment.identities().filter(|(field, _)| {
                let role = field.role();
                role == Some(Role::Debtor) || role == Some(Role::UltimateDebtor)
            });
            payers.any(|(_, identity)| {
                self.registry.recognize(&identity, as_of).iter().any(|found| {
                    found.valid && found.against.is_none() && is_humanitarian_actor(&found.actor.classes)
                })
            })
        };
        Flow {
            debtor_country: payment.debtor_country(),
            creditor_country: payment.creditor_country(),
            countries: payment.countries().collect(),
            purpose: payment.purpose(),
            amount: payment.amount(),
            debtor: one_line(payment.debtor_name()),
            creditor: one_line(payment.creditor_name()),
            humanitarian: payment.purpose().is_some_and(is_humanitarian) || actor_pays(),
        }
    }
}

fn is_humanitarian_actor(classes: &[String]) -> bool {
    classes
        .iter()
        .any(|class| HUMANITARIAN_CLASSES.contains(&class.as_str()))
}
