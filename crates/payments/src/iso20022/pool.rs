//! Strings that are used again from payment to payment, so that the steady state allocates nothing.

use std::borrow::Cow;

use portcullis_model::{Party, PartyDetails, Payment, References, Text};

/// More than a payment of any message needs; what one of unusual size left behind is given back.
const KEPT_MAX: usize = 256;
/// A longer string is not kept.
const KEPT_BYTES_MAX: usize = 1024;

/// What earlier payments owned.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool<'a> {
    strings: Vec<String>,
    // The boxes are what is kept.
    #[allow(clippy::vec_box)]
    details: Vec<Box<PartyDetails<'a>>>,
}

impl<'a> Pool<'a> {
    /// Clears a payment and keeps what it owned.
    pub(super) fn recycle(&mut self, payment: &mut Payment<'a>) {
        let mut underlying = payment.underlying.take();
        let below = underlying.as_deref_mut();
        let (parties, agents, texts) = below.map_or((None, None, None), |below| {
            (
                Some(&mut below.parties),
                Some(&mut below.agents),
                Some(&mut below.texts),
            )
        });
        for list in [
            Some(&mut payment.parties),
            Some(&mut payment.agents),
            parties,
            agents,
        ]
        .into_iter()
        .flatten()
        {
            for party in list.drain(..) {
                self.take_party(party);
            }
        }
        for list in [Some(&mut payment.texts), texts].into_iter().flatten() {
            for text in list.drain(..) {
                self.take_text(text);
            }
        }
        let References { uetr, own, related } = std::mem::take(&mut payment.references);
        for reference in [uetr, own, related] {
            self.keep(reference);
        }
        payment.clear();
    }

    fn take_party(&mut self, party: Party<'a>) {
        for text in [
            party.name,
            party.account,
            party.address,
            party.bic,
            party.ids,
            party.path,
        ] {
            self.keep(text);
        }
        if let Some(mut details) = party.details {
            *details = PartyDetails::default();
            if self.details.len() < KEPT_MAX {
                self.details.push(details);
            }
        }
    }

    fn take_text(&mut self, text: Text<'a>) {
        self.keep(text.text);
        self.keep(text.path);
    }

    /// Keeps the room of a text that was owned.
    pub(super) fn keep(&mut self, text: Cow<'a, str>) {
        if let Cow::Owned(mut text) = text
            && (1..=KEPT_BYTES_MAX).contains(&text.capacity())
            && self.strings.len() < KEPT_MAX
        {
            text.clear();
            self.strings.push(text);
        }
    }

    /// An empty string.
    pub(super) fn string(&mut self) -> String {
        self.strings.pop().unwrap_or_default()
    }

    /// Empty details.
    pub(super) fn details(&mut self) -> Box<PartyDetails<'a>> {
        self.details.pop().unwrap_or_default()
    }

    /// A text to be written on: what it was stays before what is added.
    pub(super) fn own<'t>(&mut self, text: &'t mut Cow<'a, str>) -> &'t mut String {
        if let Cow::Borrowed(borrowed) = text {
            let mut owned = self.string();
            owned.push_str(borrowed);
            *text = Cow::Owned(owned);
        }
        text.to_mut()
    }

    /// The same text once more.
    pub(super) fn copy(&mut self, text: &Cow<'a, str>) -> Cow<'a, str> {
        match text {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) => {
                let mut copy = self.string();
                copy.push_str(text);
                Cow::Owned(copy)
            }
        }
    }

    /// The same party once more.
    pub(super) fn copy_party(&mut self, party: &Party<'a>) -> Party<'a> {
        let details = party.details.as_deref().map(|details| {
            let mut copy = self.details();
            (*copy).clone_from(details);
            copy
        });
        Party {
            role: party.role,
            nth: party.nth,
            country: party.country,
            birth_date: party.birth_date,
            name: self.copy(&party.name),
            name_room: party.name_room,
            account: self.copy(&party.account),
            address: self.copy(&party.address),
            bic: self.copy(&party.bic),
            ids: self.copy(&party.ids),
            path: self.copy(&party.path),
            details,
        }
    }

    /// The same text of a payment once more.
    pub(super) fn copy_text(&mut self, text: &Text<'a>) -> Text<'a> {
        Text {
            kind: text.kind,
            path: self.copy(&text.path),
            text: self.copy(&text.text),
        }
    }
}
