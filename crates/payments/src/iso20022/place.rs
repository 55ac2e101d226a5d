//! What an element means, by its name and by what it stands in.
//!
//! ISO 20022 names nearly every element once for all messages, so the tables go by local names alone. An element that is not known
//! is a [`Section::Nested`]: its text is screened, and whoever is named in it is a third party.

use portcullis_model::{IdentifierKind, Role};

/// Number of a party in the draft.
pub(super) type PartyNo = u16;

/// A part of a message that holds parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// The business application header.
    Application,
    /// What holds for several transactions: the group header, the payment information.
    Group,
    /// A transaction, or the customer's that it covers.
    Main,
    /// What a return says of the payment that is returned.
    Original,
    /// Structured remittance information.
    Remittance,
    /// Anything else, known or not.
    Nested,
}

/// An id of the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaymentIdKind {
    EndToEnd,
    Instruction,
    Transaction,
    Uetr,
    Message,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Of an envelope.
    Outside,
    /// The root of a message.
    Root,
    /// Holds nothing to screen: dates, amounts, references, codes, signatures.
    Skipped,
    Section(Section),
    PaymentId(PaymentIdKind),
    /// The amount of the message.
    Amount,
    /// Of an initiation: an amount to be paid in another currency.
    Equivalent,
    /// What service the message is for: a cover payment says so.
    Service,
    /// The currency, where it is an element (JSON).
    Currency,
    ValueDate,
    Purpose,
    PurposeCode,
    /// A purpose in the words of whoever agreed on them.
    PurposeWord,
    /// A code of a code set: a longer text is none.
    Code,
    Remittance,
    Party(PartyNo),
    Name(PartyNo),
    Bic(PartyNo),
    Lei(PartyNo),
    Residence(PartyNo),
    Country(PartyNo),
    Address(PartyNo),
    AddressLine(PartyNo),
    /// In whose care: a name in an address.
    CareOf,
    /// A number of a stated kind.
    Number(PartyNo, IdentifierKind),
    /// A number whose kind stands beside it.
    Other(PartyNo),
    Clearing(PartyNo),
    Proxy(PartyNo),
    OtherValue,
    OtherScheme,
    OtherIssuer,
    Birth(PartyNo),
    BornOn(PartyNo),
    BornAt(PartyNo),
    Contact(PartyNo),
    /// Name of a contact.
    ContactName,
    Account(PartyNo),
    AccountNumber(PartyNo),
    AccountName(PartyNo),
}

/// The role of an element that is a party or an agent.
pub(super) fn role(section: Section, name: &[u8]) -> Option<Role> {
    let role = match name {
        b"Fr" if section == Section::Application => Role::Sender,
        b"To" if section == Section::Application => Role::Receiver,
        b"InitgPty" => Role::InitiatingParty,
        b"Dbtr" => Role::Debtor,
        b"UltmtDbtr" => Role::UltimateDebtor,
        b"DbtrAgt" => Role::DebtorAgent,
        b"PrvsInstgAgt" | b"PrvsInstgAgt1" | b"PrvsInstgAgt2" | b"PrvsInstgAgt3" => {
            Role::PreviousInstructingAgent
        }
        b"InstgAgt" => Role::InstructingAgent,
        b"InstdAgt" => Role::InstructedAgent,
        b"InstgRmbrsmntAgt" | b"InstdRmbrsmntAgt" | b"ThrdRmbrsmntAgt" => Role::ReimbursementAgent,
        b"IntrmyAgt" | b"IntrmyAgt1" | b"IntrmyAgt2" | b"IntrmyAgt3" => Role::IntermediaryAgent,
        b"CdtrAgt" => Role::CreditorAgent,
        b"Cdtr" => Role::Creditor,
        b"UltmtCdtr" => Role::UltimateCreditor,
        b"Invcr" => Role::Invoicer,
        b"Invcee" => Role::Invoicee,
        b"FwdgAgt" | b"ChrgsAcctAgt" | b"ChqFr" | b"DlvrTo" | b"Grnshee" | b"GrnshmtAdmstr" | b"Authrty"
        | b"Orgtr" => Role::ThirdParty,
        // Whoever takes a charge.
        b"Agt" if section == Section::Nested => Role::ThirdParty,
        _ => return None,
    };
    let is_apart = matches!(section, Section::Nested | Section::Remittance);
    let is_of_invoice = matches!(role, Role::Invoicer | Role::Invoicee);
    Some(if is_apart && !is_of_invoice {
        Role::ThirdParty
    } else {
        role
    })
}

/// The element whose account an element is: `Cdtr` of `CdtrAcct`.
pub(super) fn account_of(name: &[u8]) -> Option<&[u8]> {
    name.strip_suffix(b"Acct").filter(|owner| !owner.is_empty())
}

/// Whether an element holds nothing to screen, wherever it stands outside of parties.
pub(super) fn is_skipped(name: &[u8]) -> bool {
    matches!(
        name,
        b"MsgId"
            | b"CreDtTm"
            | b"CreDt"
            | b"BtchBookg"
            | b"NbOfTxs"
            | b"CtrlSum"
            | b"TtlIntrBkSttlmAmt"
            | b"SttlmMtd"
            | b"ClrSys"
            | b"InstrPrty"
            | b"ClrChanl"
            | b"SttlmPrty"
            | b"SttlmTmIndctn"
            | b"SttlmTmReq"
            | b"AccptncDtTm"
            | b"PoolgAdjstmntDt"
            | b"IntrBkSttlmDt"
            | b"ReqdExctnDt"
            | b"IntrBkSttlmAmt"
            | b"InstdAmt"
            | b"RtrdInstdAmt"
            | b"RtrdIntrBkSttlmAmt"
            | b"CompstnAmt"
            | b"XchgRate"
            | b"XchgRateInf"
            | b"ChrgBr"
            | b"EndToEndId"
            | b"InstrId"
            | b"TxId"
            | b"UETR"
            | b"ClrSysRef"
            | b"PmtInfId"
            | b"PmtMtd"
            | b"RmtId"
            | b"RtrId"
            | b"OrgnlEndToEndId"
            | b"OrgnlInstrId"
            | b"OrgnlTxId"
            | b"OrgnlUETR"
            | b"OrgnlClrSysRef"
            | b"OrgnlGrpInf"
            | b"OrgnlMsgId"
            | b"OrgnlMsgNmId"
            | b"OrgnlCreDtTm"
            | b"OrgnlIntrBkSttlmAmt"
            | b"OrgnlIntrBkSttlmDt"
            | b"Sgntr"
            | b"PmtSgntr"
            | b"CdtDbtInd"
            | b"DbtCdtRptgInd"
            | b"RmtLctnMtd"
            | b"DlvryMtd"
            | b"Ccy"
            | b"CcyOfTrf"
    )
}

/// The kind of a number that an element of the first versions names, or of a tax party.
fn number_kind(name: &[u8]) -> Option<IdentifierKind> {
    Some(match name {
        b"PsptNb" => IdentifierKind::Passport,
        b"IdntyCardNb" | b"SclSctyNb" | b"AlnRegnNb" => IdentifierKind::NationalId,
        b"TaxIdNb" | b"TaxId" => IdentifierKind::TaxId,
        b"RegnId" => IdentifierKind::Registration,
        b"DrvrsLicNb" | b"CstmrNb" | b"MplyrIdNb" | b"DUNS" | b"EANGLN" | b"USCHU" | b"BkPtyId" | b"IBEI"
        | b"CUSIP" => IdentifierKind::Other,
        _ => return None,
    })
}

/// What an element of a party is. `None`: not known, or a party of its own.
pub(super) fn in_party(party: PartyNo, name: &[u8]) -> Option<Place> {
    Some(match name {
        b"Nm" | b"Name" => Place::Name(party),
        b"PstlAdr" | b"Adr" => Place::Address(party),
        b"Id" | b"OrgId" | b"PrvtId" | b"FinInstnId" | b"FIId" | b"CmbndId" | b"NmAndAdr" | b"Pty"
        | b"Agt" => Place::Party(party),
        b"Othr" | b"OthrId" | b"PrtryId" => Place::Other(party),
        b"BICFI" | b"BIC" | b"AnyBIC" | b"BICOrBEI" | b"BEI" | b"BICNonFI" => Place::Bic(party),
        b"LEI" => Place::Lei(party),
        b"ClrSysMmbId" => Place::Clearing(party),
        b"CtryOfRes" => Place::Residence(party),
        b"Ctry" => Place::Country(party),
        b"DtAndPlcOfBirth" => Place::Birth(party),
        b"CtctDtls" => Place::Contact(party),
        b"SchmeNm" | b"AdrTp" => Place::Skipped,
        _ => Place::Number(party, number_kind(name)?),
    })
}

/// What an element of an address is.
pub(super) fn in_address(party: PartyNo, name: &[u8]) -> Place {
    match name {
        b"AdrTp" => Place::Skipped,
        b"Ctry" => Place::Country(party),
        b"Nm" | b"Name" => Place::Name(party),
        b"Adr" | b"PstlAdr" => Place::Address(party),
        b"CareOf" => Place::CareOf,
        _ => Place::AddressLine(party),
    }
}

/// What an element of an account is.
pub(super) fn in_account(party: PartyNo, name: &[u8]) -> Place {
    match name {
        b"Id" | b"Othr" | b"IBAN" | b"BBAN" | b"UPIC" | b"PrtryAcct" => Place::AccountNumber(party),
        b"Nm" | b"Name" => Place::AccountName(party),
        b"Prxy" => Place::Proxy(party),
        b"Tp" | b"Ccy" | b"SchmeNm" | b"Issr" => Place::Skipped,
        _ => Place::Section(Section::Nested),
    }
}

/// What an element beside a number is that says of what kind it is.
pub(super) fn in_other(parent: Place, name: &[u8]) -> Place {
    match (parent, name) {
        (_, b"Id" | b"MmbId") => Place::OtherValue,
        // The first versions give the member's number so.
        (Place::Clearing(_), b"Prtry") => Place::OtherValue,
        (_, b"SchmeNm" | b"ClrSysId" | b"Tp" | b"IdTp" | b"ChanlTp" | b"Cd" | b"Prtry") => Place::OtherScheme,
        (_, b"Issr") => Place::OtherIssuer,
        _ => Place::Section(Section::Nested),
    }
}

/// What an element of a birth is.
pub(super) fn in_birth(party: PartyNo, name: &[u8]) -> Place {
    match name {
        b"BirthDt" => Place::BornOn(party),
        _ => Place::BornAt(party),
    }
}

/// What an element of contact details is.
pub(super) fn in_contact(party: PartyNo, name: &[u8]) -> Place {
    match name {
        b"Nm" | b"Name" => Place::ContactName,
        b"PhneNb" | b"MobNb" | b"FaxNb" => Place::Number(party, IdentifierKind::Phone),
        b"EmailAdr" => Place::Number(party, IdentifierKind::Email),
        b"URLAdr" => Place::Number(party, IdentifierKind::Website),
        b"Othr" => Place::Other(party),
        b"NmPrfx" | b"PrefrdMtd" => Place::Skipped,
        _ => Place::Section(Section::Nested),
    }
}

/// The id of the payment that an element of a transaction holds.
pub(super) fn payment_id(name: &[u8]) -> Option<PaymentIdKind> {
    Some(match name {
        b"EndToEndId" | b"OrgnlEndToEndId" => PaymentIdKind::EndToEnd,
        b"InstrId" | b"OrgnlInstrId" => PaymentIdKind::Instruction,
        b"TxId" | b"OrgnlTxId" => PaymentIdKind::Transaction,
        b"UETR" | b"OrgnlUETR" => PaymentIdKind::Uetr,
        _ => return None,
    })
}
