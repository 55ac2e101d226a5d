//! Texts of an entry that belong to no party.

use std::borrow::Cow;

use portcullis_model::{Payment, Text, TextKind};

/// Adds what is paid for, unless it is empty.
pub(super) fn remittance<'a>(payment: &mut Payment<'a>, path: &'static str, text: Cow<'a, str>) {
    add(payment, TextKind::Remittance, path, text);
}

/// Adds any other text, unless it is empty.
pub(super) fn other<'a>(payment: &mut Payment<'a>, path: &'static str, text: Cow<'a, str>) {
    add(payment, TextKind::Other, path, text);
}

fn add<'a>(payment: &mut Payment<'a>, kind: TextKind, path: &'static str, text: Cow<'a, str>) {
    if !text.is_empty() {
        payment.texts.push(Text {
            kind,
            path: Cow::Borrowed(path),
            text,
        });
    }
}
