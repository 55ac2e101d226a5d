//! What a payment must say to be decided: an id, a date, an amount and its currency.

use std::borrow::Cow;

use portcullis_model::{Amount, Payment};

use super::{fields::Field, party::Met, value};
use crate::{ids::is_no_reference, text::FileText};

/// Why a payment cannot be decided: where, and what is wrong.
pub(super) type Fault = String;

/// The fields that are read.
pub(super) struct Needed<'d, 'a> {
    pub(super) text: &'d FileText<'a>,
    pub(super) fields: &'d [Field],
}

impl<'a> Needed<'_, 'a> {
    /// The first field of a tag.
    fn field(&self, number: &[u8; 2], option: u8) -> Option<&Field> {
        self.fields.iter().find(|field| field.is(*number, option))
    }

    /// The id, in the field of this number.
    pub(super) fn read_id(
        &self,
        number: &[u8; 2],
        what: &str,
        payment: &mut Payment<'a>,
        met: &mut Met<'a>,
    ) -> Option<Fault> {
        let Some(field) = self.field(number, 0) else {
            let number = String::from_utf8_lossy(number);
            return Some(format!("there is no `:{number}:`, {what}"));
        };
        payment.payment_id = field.first_line(self.text, met);
        payment.payment_id.is_empty().then(|| {
            let tag = field.path(self.text, met);
            format!(
                "`{tag}` on line {} is empty; every payment needs a reference",
                field.line
            )
        })
    }

    /// `:21:`, the reference of the payment that a transfer between banks may cover; empty where there is none.
    pub(super) fn read_related(&self, met: &mut Met<'a>) -> Cow<'a, str> {
        let field = self.field(b"21", 0);
        let reference = field.map(|field| field.first_line(self.text, met));
        reference
            .filter(|reference| !is_no_reference(reference))
            .unwrap_or_default()
    }

    /// `:32A:`, date, currency and amount.
    pub(super) fn read_dated_amount(&self, payment: &mut Payment<'a>, met: &mut Met<'a>) -> Option<Fault> {
        let Some(field) = self.field(b"32", b'A') else {
            return Some("there is no `:32A:`, date, currency and amount".to_owned());
        };
        let text = field.first_line(self.text, met);
        let (date, amount) = value::dated_money(&text);
        payment.value_date = date;
        self.set_amount(field, amount, &text, payment, met)
    }

    /// `:30:`, the day on which the transfers of a request are to be made.
    pub(super) fn read_date(&self, payment: &mut Payment<'a>, met: &mut Met<'a>) -> Option<Fault> {
        let Some(field) = self.field(b"30", 0) else {
            return Some("there is no `:30:`, the day on which to transfer".to_owned());
        };
        match value::value_date(&field.first_line(self.text, met)) {
            Ok(date) => {
                payment.value_date = Some(date);
                None
            }
            Err(problem) => Some(self.fault_in(field, &problem, met)),
        }
    }

    /// `:32B:`, currency and amount.
    pub(super) fn read_amount(&self, payment: &mut Payment<'a>, met: &mut Met<'a>) -> Option<Fault> {
        let Some(field) = self.field(b"32", b'B') else {
            return Some("there is no `:32B:`, currency and amount".to_owned());
        };
        let text = field.first_line(self.text, met);
        self.set_amount(field, value::money(&text), &text, payment, met)
    }

    fn set_amount(
        &self,
        field: &Field,
        amount: Result<Amount, String>,
        text: &str,
        payment: &mut Payment<'a>,
        met: &mut Met<'a>,
    ) -> Option<Fault> {
        match amount {
            Ok(amount) => {
                payment.amount = Some(amount);
                if let Some(problem) = value::too_fine(&amount, text) {
                    met.notes.push((field.tag.clone(), problem));
                }
                None
            }
            Err(problem) => Some(self.fault_in(field, &problem, met)),
        }
    }

    fn fault_in(&self, field: &Field, problem: &str, met: &mut Met<'a>) -> Fault {
        format!(
            "`{}` on line {}: {problem}",
            field.path(self.text, met),
            field.line
        )
    }
}
