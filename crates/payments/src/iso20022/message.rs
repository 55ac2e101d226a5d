//! Which messages there are, told by the root element and the namespace.

use memchr::memmem;

/// A message that moves money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Message {
    /// FI-to-FI customer credit transfer.
    Pacs008,
    /// Financial institution credit transfer.
    Pacs009,
    /// Payment return.
    Pacs004,
    /// Customer credit transfer initiation.
    Pain001,
}

/// Root elements, and the message of each. The oldest versions have the message's own name for a root, see [`Message::of_root`].
const ROOTS: [(&[u8], Message); 5] = [
    (b"FIToFICstmrCdtTrf", Message::Pacs008),
    (b"FICdtTrf", Message::Pacs009),
    // Versions 1 and 2.
    (b"FinInstnCdtTrf", Message::Pacs009),
    (b"PmtRtr", Message::Pacs004),
    (b"CstmrCdtTrfInitn", Message::Pain001),
];

/// Other messages about payments: they move no money themselves.
const OTHERS: [(&[u8], &str); 14] = [
    (b"BkToCstmrAcctRpt", "an account report (camt.052)"),
    (b"BkToCstmrStmt", "an account statement (camt.053)"),
    (
        b"BkToCstmrDbtCdtNtfctn",
        "a notification of debit or credit (camt.054)",
    ),
    (b"FIToFIPmtCxlReq", "a request to cancel (camt.056)"),
    (b"RsltnOfInvstgtn", "the result of an investigation (camt.029)"),
    (b"FIToFIPmtStsRpt", "a status report (pacs.002)"),
    (b"FIToFICstmrDrctDbt", "a direct debit (pacs.003)"),
    (b"FIToFIPmtRvsl", "a reversal (pacs.007)"),
    (b"FIDrctDbt", "a direct debit (pacs.010)"),
    (b"FIToFIPmtStsReq", "a request for a status (pacs.028)"),
    (b"CstmrPmtStsRpt", "a status report (pain.002)"),
    (b"CstmrPmtRvsl", "a reversal (pain.007)"),
    (b"CstmrDrctDbtInitn", "a direct debit (pain.008)"),
    (b"CdtrPmtActvtnReq", "a request for a payment (pain.013)"),
];

/// What every namespace of a message begins with.
const NAMESPACE: &[u8] = b"urn:iso:std:iso:20022:tech:xsd:";
/// `pacs.008`.
const FAMILY_BYTES: usize = 8;

impl Message {
    /// Every message that is read.
    const ALL: [Message; 4] = [
        Message::Pacs008,
        Message::Pacs009,
        Message::Pacs004,
        Message::Pain001,
    ];

    /// Its name without version.
    pub(crate) const fn family(self) -> &'static str {
        match self {
            Message::Pacs008 => "pacs.008",
            Message::Pacs009 => "pacs.009",
            Message::Pacs004 => "pacs.004",
            Message::Pain001 => "pain.001",
        }
    }

    /// The message of which an element is the root.
    pub(super) fn of_root(local_name: &[u8]) -> Option<Message> {
        let named = ROOTS.iter().find(|(root, _)| *root == local_name);
        named.map(|(_, message)| *message).or_else(|| {
            // `<pacs.008.001.01>`: the root of the first versions.
            let family = local_name.get(..FAMILY_BYTES)?;
            Message::ALL.into_iter().find(|message| {
                message.family().as_bytes() == family && local_name.get(FAMILY_BYTES) == Some(&b'.')
            })
        })
    }

    /// The message that a namespace names.
    pub(super) fn of_namespace(namespace: &[u8]) -> Option<Message> {
        let name = in_namespace(namespace)?;
        let names = |message: &Message| name.starts_with(message.family().as_bytes());
        Message::ALL.into_iter().find(names)
    }

    /// The element of each of its transactions.
    pub(super) const fn transaction(self) -> &'static str {
        match self {
            Message::Pacs004 => "TxInf",
            Message::Pacs008 | Message::Pacs009 | Message::Pain001 => "CdtTrfTxInf",
        }
    }

    /// The element that states the amount.
    pub(super) const fn amount(self) -> &'static str {
        match self {
            Message::Pacs008 | Message::Pacs009 => "IntrBkSttlmAmt",
            Message::Pacs004 => "RtrdIntrBkSttlmAmt",
            Message::Pain001 => "InstdAmt",
        }
    }

    /// Whether an element begins a transaction.
    pub(super) fn is_transaction(self, local_name: &[u8]) -> bool {
        self.transaction().as_bytes() == local_name
    }
}

/// What a message is that moves no money, by its root.
pub(super) fn other(local_name: &[u8]) -> Option<&'static str> {
    let known = OTHERS.iter().find(|(root, _)| *root == local_name);
    known.map(|(_, what)| *what)
}

/// The message that moves money whose root is the first among the keys of a text.
pub(super) fn in_keys(text: &[u8]) -> Option<Message> {
    let place = |(root, message): &(&[u8], Message)| Some((key_in(text, root)?, *message));
    let first = ROOTS.iter().filter_map(place).min_by_key(|(at, _)| *at);
    first.map(|(_, message)| message)
}

/// What a message is that moves no money, by a root among the keys of a text.
pub(super) fn other_in_keys(text: &[u8]) -> Option<&'static str> {
    let known = OTHERS.iter().find(|(root, _)| key_in(text, root).is_some());
    known.map(|(_, what)| *what)
}

/// Where a text of JSON has a key of a name, with a prefix or without.
pub(super) fn key_in(text: &[u8], name: &[u8]) -> Option<usize> {
    let ends = [name, b"\""].concat();
    let mut found = memmem::find_iter(text, &ends);
    found.find(|&at| matches!(text[..at].last(), Some(b'"' | b':')))
}

/// The message that a namespace names, with its version: `pacs.008.001.08`.
pub(super) fn in_namespace(namespace: &[u8]) -> Option<&[u8]> {
    let name = namespace.strip_prefix(NAMESPACE)?;
    (name.len() > FAMILY_BYTES).then_some(name)
}

/// Whether a namespace names another message than this. One that names none does not.
pub(super) fn contradicts(message: Message, namespace: &[u8]) -> bool {
    in_namespace(namespace).is_some_and(|name| !name.starts_with(message.family().as_bytes()))
}

/// The namespace that a start tag declares for a prefix; of the empty prefix, the default one. The tag is what stands between
/// its brackets.
pub(super) fn declared<'a>(tag: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    if prefix.is_empty() {
        attribute(tag, b"xmlns")
    } else {
        attribute(tag, &[b"xmlns:", prefix].concat())
    }
}

/// The value of an attribute of a start tag, as it is written. The tag is what stands between its brackets.
pub(super) fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    memmem::find_iter(tag, name).find_map(|at| {
        if !tag.get(at.checked_sub(1)?)?.is_ascii_whitespace() {
            return None;
        }
        let rest = &tag[at + name.len()..];
        let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let quote = *rest.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let value = &rest[1..];
        value.get(..memchr::memchr(quote, value)?)
    })
}

#[cfg(test)]
mod tests {
    use super::{Message, contradicts, declared, in_namespace};

    #[test]
    fn a_message_is_told_by_its_root_also_in_the_first_versions() {
        for (root, message) in [
            ("FIToFICstmrCdtTrf", Message::Pacs008),
            ("pacs.008.001.01", Message::Pacs008),
            ("FinInstnCdtTrf", Message::Pacs009),
            ("pain.001.001.02", Message::Pain001),
        ] {
            assert_eq!(Message::of_root(root.as_bytes()), Some(message), "{root}");
        }
        assert_eq!(Message::of_root(b"BkToCstmrStmt"), None);
        assert_eq!(Message::of_root(b"pacs.0081"), None);
    }

    #[test]
    fn a_namespace_counts_where_the_tag_declares_it_for_the_prefix() {
        let tag =
            br#"ct:Document xmlns:head="a" xmlns:ct = 'urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08'"#;
        let namespace = declared(tag, b"ct").unwrap();
        assert_eq!(in_namespace(namespace), Some(&b"pacs.008.001.08"[..]));
        assert!(!contradicts(Message::Pacs008, namespace));
        assert!(contradicts(Message::Pain001, namespace));
        assert!(!contradicts(Message::Pain001, b"urn:tch"));
        assert_eq!(declared(tag, b""), None);
        assert_eq!(declared(b"Document xmlns=\"a\"", b""), Some(&b"a"[..]));
    }
}
