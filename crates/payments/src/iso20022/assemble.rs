//! Elements to a draft, one after the other. Whoever reads XML or JSON says what opens, what text comes, and what closes.

use std::borrow::Cow;

use portcullis_model::{CountryCode, IdentifierKind, Note, Role, TextKind};

use super::{
    draft::{Draft, Money, PartyPlace, is_not_provided},
    message::Message,
    numbers::Other,
    place::{self, PartyNo, PaymentIdKind, Place, Section},
    pool::Pool,
    scan::GROUP,
    text::{append, day, is_code, is_plain, one_line, trimmed, unnumbered},
};
use crate::csv::{dialect::DateOrder, value};

/// Deeper than any message nests, with room for envelopes.
const DEPTH_MAX: usize = 64;

/// An open element.
#[derive(Debug, Clone)]
struct Frame<'a> {
    name: &'a [u8],
    place: Place,
}

/// What is being read.
#[derive(Debug, Clone, Default)]
pub(super) struct Assembler<'a> {
    pub(super) draft: Draft<'a>,
    pub(super) pool: Pool<'a>,
    frames: Vec<Frame<'a>>,
    text: Cow<'a, str>,
    pub(super) other: Other<'a>,
    /// What the elements stand in that are opened first.
    base: Option<Section>,
    message: Option<Message>,
    /// Number of the transaction in its message.
    nth: u32,
    /// How deep the payment stands that is covered, while it is open.
    underlying: Option<usize>,
}

impl<'a> Assembler<'a> {
    /// Begins a draft. Elements stand in a section, or in an envelope.
    pub(super) fn begin(&mut self, base: Option<Section>, message: Option<Message>, nth: u32) {
        self.frames.clear();
        self.text = Cow::Borrowed("");
        self.other = Other::default();
        self.underlying = None;
        (self.base, self.message, self.nth) = (base, message, nth);
    }

    /// An element opens. `false`: it is nested deeper than any message.
    pub(super) fn open(&mut self, name: &'a [u8]) -> bool {
        self.flush();
        if self.frames.len() >= DEPTH_MAX {
            return false;
        }
        let parent = self
            .frames
            .last()
            .map_or_else(|| self.base.map_or(Place::Outside, Place::Section), |f| f.place);
        self.frames.push(Frame {
            name,
            place: Place::Skipped,
        });
        let place = self.enter(parent, name);
        if let Some(frame) = self.frames.last_mut() {
            frame.place = place;
        }
        true
    }

    /// The currency of the element that was opened last.
    pub(super) fn currency(&mut self, currency: Cow<'a, str>) {
        if let Some(money) = self.money() {
            money.currency = trimmed(currency);
        }
    }

    /// Whether the element that was opened last is an amount that counts.
    pub(super) fn is_amount(&self) -> bool {
        let place = self.frames.last().map(|frame| frame.place);
        matches!(place, Some(Place::Amount | Place::Equivalent))
    }

    /// Text of the element that is open.
    pub(super) fn text(&mut self, text: Cow<'a, str>) {
        if self.text.is_empty() {
            if !text.trim().is_empty() {
                self.text = text;
            }
        } else {
            let pool = &mut self.pool;
            pool.own(&mut self.text).push_str(&text);
        }
    }

    /// Whether text of the element that is open is looked at: white space is where text stands before it.
    pub(super) fn wants_text(&self, is_blank: bool) -> bool {
        let place = self.frames.last().map(|frame| frame.place);
        let is_skipped = is_blank && self.text.is_empty();
        !is_skipped && !matches!(place, None | Some(Place::Outside | Place::Root | Place::Skipped))
    }

    /// The element that was opened last closes.
    pub(super) fn close(&mut self) {
        let Some(place) = self.frames.last().map(|frame| frame.place) else {
            self.text = Cow::Borrowed("");
            return;
        };
        if matches!(place, Place::Bic(_)) && self.text.is_empty() {
            self.note("is empty".to_owned());
        }
        self.flush();
        match place {
            Place::Other(party) => self.finish_other(party),
            Place::Clearing(party) => self.finish_clearing(party),
            Place::Proxy(party) => self.finish_proxy(party),
            _ => {}
        }
        self.frames.pop();
        if self.underlying.is_some_and(|depth| depth > self.frames.len()) {
            self.underlying = None;
        }
    }

    /// Closes whatever is open, where the text ends too early.
    pub(super) fn close_all(&mut self) {
        while !self.frames.is_empty() {
            self.close();
        }
    }

    fn money(&mut self) -> Option<&mut Money<'a>> {
        let places = self.frames.iter().rev().map(|frame| frame.place);
        let place = places.into_iter().find(|place| *place != Place::Currency)?;
        match place {
            Place::Amount => Some(self.draft.amount.get_or_insert_default()),
            Place::Equivalent => Some(self.draft.equivalent.get_or_insert_default()),
            _ => None,
        }
    }

    /// Where the innermost open element stands in its message.
    fn path(&mut self) -> Cow<'a, str> {
        self.path_of(self.frames.len())
    }

    /// Where the element of a depth stands.
    fn path_of(&mut self, depth: usize) -> Cow<'a, str> {
        let mut path = self.pool.string();
        let transaction = self.message.map_or("", Message::transaction).as_bytes();
        for frame in self.frames.iter().take(depth) {
            if matches!(frame.place, Place::Outside | Place::Root) {
                continue;
            }
            if !path.is_empty() {
                path.push('/');
            }
            match std::str::from_utf8(frame.name) {
                Ok(name) => path.push_str(name),
                Err(_) => path.push('?'),
            }
            if self.nth > 0 && frame.name == transaction && self.base.is_none() {
                push_number(&mut path, self.nth);
            }
        }
        Cow::Owned(path)
    }

    fn place(&self, element: &'a [u8], section: Section) -> PartyPlace<'a> {
        PartyPlace {
            element,
            section,
            is_underlying: self.underlying.is_some(),
        }
    }

    /// Adds the party of the innermost open element, unless its account was met before.
    fn add_party(&mut self, role: Role, element: &'a [u8], section: Section) -> PartyNo {
        let place = self.place(element, section);
        let path = self.path();
        match self.draft.find_party(place, false) {
            Some(party) => {
                self.draft.set_path(party, path);
                party
            }
            None => self.draft.add_party(role, place, path, false),
        }
    }

    /// The party of an account, added where it was not met before.
    fn owner(&mut self, element: &'a [u8], section: Section) -> PartyNo {
        let place = self.place(element, section);
        if let Some(party) = self.draft.find_party(place, true) {
            return party;
        }
        let role = place::role(section, element).unwrap_or(Role::ThirdParty);
        let path = self.path();
        self.draft.add_party(role, place, path, true)
    }

    /// Adds somebody whose name stands in another's element: a contact, the holder of an account.
    fn add_named(&mut self, name: Cow<'a, str>) {
        let path = self.path_of(self.frames.len().saturating_sub(1));
        let place = self.place(b"Nm", Section::Nested);
        let party = self.draft.add_party(Role::ThirdParty, place, path, false);
        self.set_name(party, name);
    }

    /// What an element is, by what it stands in.
    fn enter(&mut self, parent: Place, name: &'a [u8]) -> Place {
        match parent {
            Place::Outside => self.enter_outside(name),
            Place::Root => self.enter_section(Section::Group, name),
            Place::Section(section) => self.enter_section(section, name),
            Place::Party(party) => match name {
                b"BrnchId" | b"Authstn" => {
                    Place::Party(self.add_party(Role::ThirdParty, name, Section::Nested))
                }
                _ => match place::in_party(party, name) {
                    Some(place) => place,
                    None => self.enter_section(Section::Nested, name),
                },
            },
            Place::Address(party) => place::in_address(party, name),
            Place::Account(party) => place::in_account(party, name),
            Place::AccountNumber(_) if matches!(name, b"SchmeNm" | b"Issr" | b"Tp") => Place::Skipped,
            Place::Other(_) | Place::Clearing(_) | Place::Proxy(_) => place::in_other(parent, name),
            Place::Birth(party) => place::in_birth(party, name),
            Place::Contact(party) => place::in_contact(party, name),
            Place::Purpose if name == b"Cd" => Place::PurposeCode,
            Place::Purpose if name == b"Prtry" => Place::PurposeWord,
            Place::Purpose => self.enter_section(Section::Nested, name),
            Place::Amount | Place::Equivalent
                if name.eq_ignore_ascii_case(b"Ccy") || name.eq_ignore_ascii_case(b"Currency") =>
            {
                Place::Currency
            }
            Place::Equivalent if name == b"CcyOfTrf" => Place::Skipped,
            same => same,
        }
    }

    fn enter_outside(&mut self, name: &'a [u8]) -> Place {
        if Message::of_root(name).is_some() {
            return Place::Root;
        }
        match name {
            b"AppHdr" => Place::Section(Section::Application),
            b"GrpHdr" | GROUP => Place::Section(Section::Group),
            _ if self.message.is_some_and(|message| message.is_transaction(name)) => {
                Place::Section(Section::Main)
            }
            _ => Place::Outside,
        }
    }

    fn enter_section(&mut self, section: Section, name: &'a [u8]) -> Place {
        if let Some(role) = place::role(section, name) {
            return Place::Party(self.add_party(role, name, section));
        }
        if section == Section::Application {
            return if name == b"BizSvc" {
                Place::Service
            } else {
                Place::Skipped
            };
        }
        if let Some(owner) = place::account_of(name) {
            return Place::Account(self.owner(owner, section));
        }
        let is_own = section == Section::Main && self.underlying.is_none();
        let is_of_message = matches!(section, Section::Main | Section::Group);
        match name {
            b"UndrlygCstmrCdtTrf" if section == Section::Main => {
                self.underlying = Some(self.frames.len());
                self.draft.has_underlying = true;
                Place::Section(Section::Main)
            }
            b"OrgnlTxRef" => Place::Section(Section::Original),
            b"GrpHdr" | GROUP | b"RtrChain" | b"PmtId" | b"SttlmInf" | b"RmtInf" => Place::Section(section),
            b"Amt" if is_of_message => Place::Section(section),
            b"Ustrd" => Place::Remittance,
            b"Strd" => Place::Section(Section::Remittance),
            b"Cd" | b"SvcLvl" | b"LclInstrm" => Place::Code,
            b"Purp" if is_own => Place::Purpose,
            b"EqvtAmt" if is_own => Place::Equivalent,
            b"MsgId" if section == Section::Group => Place::PaymentId(PaymentIdKind::Message),
            b"IntrBkSttlmDt" | b"ReqdExctnDt" if is_of_message && self.underlying.is_none() => {
                Place::ValueDate
            }
            _ if is_own
                && self
                    .message
                    .is_some_and(|message| message.amount().as_bytes() == name) =>
            {
                Place::Amount
            }
            _ => match place::payment_id(name) {
                Some(kind) if is_own => Place::PaymentId(kind),
                _ if place::is_skipped(name) => Place::Skipped,
                _ => self.enter_unknown(section, name),
            },
        }
    }

    /// An element that is not known, or only holds others. Whatever bears a name, an address or a country in it is a third party.
    fn enter_unknown(&mut self, section: Section, name: &'a [u8]) -> Place {
        let inner = match section {
            Section::Remittance => Section::Remittance,
            _ => Section::Nested,
        };
        let is_of_party = matches!(name, b"Nm" | b"PstlAdr" | b"Adr" | b"Ctry" | b"FinInstnId");
        let parent = self.frames.len().checked_sub(2);
        let (true, Some(parent)) = (
            is_of_party && matches!(section, Section::Nested | Section::Remittance),
            parent,
        ) else {
            return Place::Section(inner);
        };
        // The party is the element around it.
        let path = self.path_of(parent + 1);
        let place = self.place(self.frames[parent].name, section);
        let party = self.draft.add_party(Role::ThirdParty, place, path, false);
        self.frames[parent].place = Place::Party(party);
        place::in_party(party, name).unwrap_or(Place::Section(inner))
    }

    /// Puts the text so far where it belongs.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = trimmed(std::mem::take(&mut self.text));
        let Some(frame) = self.frames.last() else { return };
        let (place, name) = (frame.place, frame.name);
        match place {
            Place::Outside | Place::Root | Place::Skipped => self.pool.keep(text),
            Place::PaymentId(kind) => self.draft.set_id(kind, text),
            Place::Amount | Place::Equivalent => {
                if let Some(money) = self.money()
                    && money.value.is_empty()
                {
                    money.value = text;
                }
            }
            // `swift.cbprplus.cov.03`
            Place::Service => self.draft.is_of_cover = text.split('.').any(|part| part == "cov"),
            Place::Currency => self.currency(text),
            Place::ValueDate => self.set_value_date(&text),
            Place::PurposeCode => self.draft.purpose_code = text,
            Place::PurposeWord => match value::purpose_word(&text) {
                Some(purpose) => self.draft.purposes.push(purpose),
                None if is_plain(&text) => self.pool.keep(text),
                None => self.add_text(TextKind::Other, text),
            },
            Place::Remittance => self.add_text(TextKind::Remittance, text),
            Place::Code if is_code(&text) => self.pool.keep(text),
            Place::Section(_) | Place::Purpose | Place::Code if is_plain(&text) => self.pool.keep(text),
            Place::Section(Section::Remittance) => self.add_text(TextKind::Remittance, text),
            Place::Section(_)
            | Place::Purpose
            | Place::Code
            | Place::Birth(_)
            | Place::Contact(_)
            | Place::Account(_) => {
                self.add_text(TextKind::Other, text);
            }
            Place::CareOf | Place::ContactName => self.add_named(text),
            Place::OtherValue => self.other.value = text,
            Place::OtherScheme => self.other.scheme = text,
            Place::OtherIssuer => self.other.issuer = text,
            Place::Other(_) | Place::Clearing(_) | Place::Proxy(_) => self.other.value = text,
            _ => self.set_in_party(place, name, text),
        }
    }

    /// Puts a text where it belongs in a party.
    fn set_in_party(&mut self, place: Place, name: &[u8], text: Cow<'a, str>) {
        match place {
            Place::Party(party) if name == b"Id" => self.add_id(party, None, &text, None),
            Place::Party(_) => self.add_text(TextKind::Other, text),
            Place::Name(party) => self.set_name(party, text),
            Place::Bic(party) => {
                let bic = &mut self.draft.party(party).bic;
                if bic.is_empty() {
                    *bic = text;
                } else {
                    self.add_id(party, Some(IdentifierKind::Bic.as_str()), &text, None);
                }
            }
            Place::Lei(party) => {
                let details = &mut self.draft.party(party).details;
                details.get_or_insert_with(|| self.pool.details()).lei = text;
            }
            Place::Residence(party) => self.set_country(party, text, true),
            Place::Country(party) => self.set_country(party, text, false),
            Place::Address(party) | Place::AddressLine(party) => {
                append(&mut self.pool, &mut self.draft.party(party).address, "\n", text);
            }
            Place::Number(party, kind) => self.add_id(party, Some(kind.as_str()), &text, None),
            Place::BornOn(party) => match day(&text).and_then(|day| value::birth_date(day, DateOrder::Iso)) {
                Ok(date) => self.draft.party(party).birth_date = Some(date),
                Err(problem) => self.note_value(problem, text),
            },
            Place::BornAt(party) => {
                let details = &mut self.draft.party(party).details;
                let details = details.get_or_insert_with(|| self.pool.details());
                append(&mut self.pool, &mut details.birth_place, ", ", text);
            }
            Place::AccountNumber(party) if !is_not_provided(&text) => {
                let account = &mut self.draft.party(party).account;
                if account.is_empty() {
                    *account = text;
                } else {
                    self.add_id(party, Some(IdentifierKind::Account.as_str()), &text, None);
                }
            }
            Place::AccountName(party) if self.draft.party(party).name != text => self.add_named(text),
            _ => self.pool.keep(text),
        }
    }

    fn set_name(&mut self, party: PartyNo, text: Cow<'a, str>) {
        let text = one_line(&mut self.pool, text);
        let name = &mut self.draft.party(party).name;
        if name.is_empty() {
            *name = text;
        } else {
            self.add_text(TextKind::Other, text);
        }
    }

    /// A country of residence stands before that of the address, which is then a line of it.
    fn set_country(&mut self, party: PartyNo, text: Cow<'a, str>, is_residence: bool) {
        match value::country(&text) {
            Ok(country) => {
                let party = self.draft.party(party);
                let other: Option<CountryCode> = match party.country.replace(country) {
                    Some(before) if is_residence => Some(before),
                    Some(before) => {
                        party.country = Some(before);
                        Some(country)
                    }
                    None => None,
                };
                if let Some(other) = other.filter(|other| party.country != Some(*other)) {
                    append(
                        &mut self.pool,
                        &mut party.address,
                        "\n",
                        Cow::Owned(other.to_string()),
                    );
                }
            }
            Err(problem) => self.note_value(problem, text),
        }
    }

    fn set_value_date(&mut self, text: &str) {
        if self.draft.value_date.is_some() {
            return;
        }
        let date = day(text).and_then(|day| value::value_date(day, DateOrder::Iso));
        self.draft.value_date = Some(date.map_err(|problem| {
            let mut frames = self.frames.iter().rev();
            let element = frames.find(|frame| !matches!(frame.name, b"Dt" | b"DtTm"));
            let name = String::from_utf8_lossy(element.map_or(b"", |frame| frame.name));
            format!("{name} {problem}")
        }));
    }

    pub(super) fn add_text(&mut self, kind: TextKind, text: Cow<'a, str>) {
        let path = self.path();
        self.draft.add_text(kind, path, text, self.underlying.is_some());
    }

    /// Notes what is wrong with the innermost open element.
    fn note(&mut self, problem: String) {
        let path = self.path();
        let note = Note {
            path: unnumbered(&path),
            problem,
        };
        self.pool.keep(path);
        self.draft.notes.push(note);
    }

    /// A value that is not understood is noted, and screened as text.
    fn note_value(&mut self, problem: String, text: Cow<'a, str>) {
        self.note(problem);
        self.add_text(TextKind::Other, text);
    }
}

/// `[3]`
fn push_number(path: &mut String, number: u32) {
    use std::fmt::Write;
    // Writing to a string does not fail.
    let _ = write!(path, "[{number}]");
}
