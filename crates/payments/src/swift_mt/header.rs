//! The blocks before the text: between which banks the message goes, and by what they know the payment.

use std::borrow::Cow;

use memchr::memmem;
use portcullis_model::{Party, Payment, Role};

use super::{framing::Message, party::Met};
use crate::text::FileText;

/// Adds the banks that send and receive a message.
pub(super) fn read_banks<'a>(
    text: &FileText<'a>,
    message: &Message,
    payment: &mut Payment<'a>,
    met: &mut Met<'a>,
) {
    let (first, second) = (message.block(1), message.block(2));
    // `F01` and the terminal of the bank that holds the message: its sender's, or its receiver's once it is delivered.
    let application = text.slice(first.clone());
    let is_numbered = application
        .get(1..3)
        .is_some_and(|id| id.iter().all(u8::is_ascii_digit));
    let own = bank(
        text,
        first.start + if is_numbered { 3 } else { 0 },
        first.end,
        met,
    );
    // `I103` and the receiver's terminal; `O103`, a time, a date and the sender's.
    let way = text.slice(second.clone()).first();
    let is_output = way.is_some_and(|way| way.eq_ignore_ascii_case(&b'O'));
    let other = bank(
        text,
        second.start + if is_output { 14 } else { 4 },
        second.end,
        met,
    );
    let (own, other) = ((own, "{1:}"), (other, "{2:}"));
    let (sender, receiver) = if is_output { (other, own) } else { (own, other) };
    for (role, (bic, path)) in [(Role::Sender, sender), (Role::Receiver, receiver)] {
        if let Some(bic) = bic {
            payment.push(Party {
                bic: bic.into(),
                path: Cow::Borrowed(path),
                ..Party::new(role)
            });
        }
    }
}

/// The unique end-to-end transaction reference, field 121 of the third block; empty where there is none.
pub(super) fn uetr<'a>(text: &FileText<'a>, message: &Message, met: &mut Met<'a>) -> Cow<'a, str> {
    const TAG: &[u8] = b"{121:";
    let block = message.block(3);
    let bytes = text.slice(block.clone());
    let Some(start) = memmem::find(bytes, TAG).map(|at| at + TAG.len()) else {
        return Cow::Borrowed("");
    };
    let length = bytes[start..].iter().take_while(|&&byte| byte != b'}').count();
    let start = block.start + start;
    text.get(start..start + length, &mut met.not_utf8)
}

/// The BIC of the terminal at a byte: eight characters, one for the terminal, and three for the branch.
fn bank(text: &FileText<'_>, start: usize, end: usize, met: &mut Met<'_>) -> Option<String> {
    let terminal = text.slice(start..(start + 12).min(end));
    if terminal.len() != 12 || !terminal.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let mut bic = String::with_capacity(11);
    bic.push_str(&text.get(start..start + 8, &mut met.not_utf8));
    bic.push_str(&text.get(start + 9..start + 12, &mut met.not_utf8));
    Some(bic)
}
