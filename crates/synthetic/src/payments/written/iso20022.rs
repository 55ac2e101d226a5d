//! pacs.008.001.08: one message with a transaction for each payment.

use portcullis_model::StatedIdentifier;
use portcullis_payments::Column;

use super::{super::record::Record, Writer, clear};

/// Room of a name, and of an address line.
const NAME_CHARS: usize = 140;
const ADDRESS_LINE_CHARS: usize = 70;

/// Nothing of ours has an element: purpose in words, license, instrument, tenor.
pub(super) fn carry(record: &mut Record, _ordinal: u64) {
    clear(record, &[]);
    for name in [Column::DebtorName, Column::CreditorName] {
        super::lines::cut(record.field(name), NAME_CHARS);
    }
}

/// A message of so many transactions.
pub(super) struct Transfers {
    count: u64,
}

impl Transfers {
    pub(super) fn of(count: u64) -> Transfers {
        Transfers { count }
    }
}

impl Writer for Transfers {
    fn begin(&mut self, out: &mut Vec<u8>) {
        let count = self.count;
        out.extend_from_slice(
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                 <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf>\n\
                 <GrpHdr><MsgId>MADE-UP</MsgId><CreDtTm>2024-01-08T09:00:00</CreDtTm><NbOfTxs>{count}</NbOfTxs>\
                 <SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>\n"
            )
            .as_bytes(),
        );
    }

    fn write(&mut self, record: &Record, out: &mut Vec<u8>) -> usize {
        use Column as C;
        let start = out.len();
        let get = |column| record.get(column);
        let mut xml = Xml(out);
        xml.open("CdtTrfTxInf");
        xml.open("PmtId");
        xml.leaf("EndToEndId", get(C::PaymentId));
        xml.leaf("TxId", get(C::PaymentId));
        xml.close("PmtId");
        xml.raw(&format!("<IntrBkSttlmAmt Ccy=\"{}\">", get(C::Currency)));
        xml.text(get(C::Amount));
        xml.close("IntrBkSttlmAmt");
        xml.leaf("IntrBkSttlmDt", get(C::ValueDate));
        xml.leaf("ChrgBr", "SHAR");
        xml.agent(
            "IntrmyAgt1",
            get(C::IntermediaryAgentBic),
            get(C::IntermediaryAgentName),
        );
        xml.named("UltmtDbtr", get(C::UltimateDebtorName));
        xml.party(
            "Dbtr",
            [
                C::DebtorName,
                C::DebtorCountry,
                C::DebtorAddress,
                C::DebtorBirthDate,
                C::DebtorId,
            ]
            .map(get),
        );
        xml.account("DbtrAcct", get(C::DebtorAccount));
        xml.agent("DbtrAgt", get(C::DebtorAgentBic), get(C::DebtorAgentName));
        xml.agent("CdtrAgt", get(C::CreditorAgentBic), get(C::CreditorAgentName));
        xml.party(
            "Cdtr",
            [
                C::CreditorName,
                C::CreditorCountry,
                C::CreditorAddress,
                C::CreditorBirthDate,
                C::CreditorId,
            ]
            .map(get),
        );
        xml.account("CdtrAcct", get(C::CreditorAccount));
        xml.named("UltmtCdtr", get(C::UltimateCreditorName));
        if !get(C::PurposeCode).is_empty() {
            xml.open("Purp");
            xml.leaf("Cd", get(C::PurposeCode));
            xml.close("Purp");
        }
        if !get(C::RemittanceInformation).is_empty() {
            xml.open("RmtInf");
            xml.leaf("Ustrd", get(C::RemittanceInformation));
            xml.close("RmtInf");
        }
        xml.close("CdtTrfTxInf");
        xml.raw("\n");
        start
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</FIToFICstmrCdtTrf></Document>\n");
    }
}

/// Appends elements.
struct Xml<'o>(&'o mut Vec<u8>);

impl Xml<'_> {
    fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    fn open(&mut self, name: &str) {
        self.raw("<");
        self.raw(name);
        self.raw(">");
    }

    fn close(&mut self, name: &str) {
        self.raw("</");
        self.raw(name);
        self.raw(">");
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                c => self.raw(c.encode_utf8(&mut [0; 4])),
            }
        }
    }

    /// An element of text, unless there is none.
    fn leaf(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.open(name);
            self.text(text);
            self.close(name);
        }
    }

    fn named(&mut self, element: &str, name: &str) {
        if !name.is_empty() {
            self.open(element);
            self.leaf("Nm", name);
            self.close(element);
        }
    }

    fn agent(&mut self, element: &str, bic: &str, name: &str) {
        if bic.is_empty() && name.is_empty() {
            return;
        }
        self.open(element);
        self.open("FinInstnId");
        self.leaf("BICFI", bic);
        self.leaf("Nm", name);
        self.close("FinInstnId");
        self.close(element);
    }

    fn account(&mut self, element: &str, number: &str) {
        if number.is_empty() {
            return;
        }
        // Those of countries with IBANs begin with two letters.
        let is_iban = number.starts_with(|c: char| c.is_ascii_uppercase());
        self.open(element);
        self.open("Id");
        if is_iban {
            self.leaf("IBAN", number);
        } else {
            self.open("Othr");
            self.leaf("Id", number);
            self.close("Othr");
        }
        self.close("Id");
        self.close(element);
    }

    fn party(&mut self, element: &str, [name, country, address, birth_date, ids]: [&str; 5]) {
        self.open(element);
        self.leaf("Nm", name);
        self.open("PstlAdr");
        self.leaf("Ctry", country);
        for line in address
            .split('\n')
            .flat_map(|line| super::lines::wrap(line, ADDRESS_LINE_CHARS, 2))
        {
            self.leaf("AdrLine", &line);
        }
        self.close("PstlAdr");
        let id = StatedIdentifier::all_in(ids).next();
        if id.is_some() || !birth_date.is_empty() {
            self.open("Id");
            match ids.strip_prefix("lei:") {
                Some(lei) => {
                    self.open("OrgId");
                    self.leaf("LEI", lei);
                    self.close("OrgId");
                }
                None => self.person(birth_date, id),
            }
            self.close("Id");
        }
        self.close(element);
    }

    fn person(&mut self, birth_date: &str, id: Option<StatedIdentifier<'_>>) {
        self.open("PrvtId");
        if !birth_date.is_empty() {
            self.open("DtAndPlcOfBirth");
            self.leaf("BirthDt", birth_date);
            self.close("DtAndPlcOfBirth");
        }
        if let Some(id) = id {
            self.open("Othr");
            self.leaf("Id", id.value);
            if let Some(scheme) = id.kind.and_then(|kind| scheme(kind.as_str())) {
                self.open("SchmeNm");
                self.leaf("Cd", scheme);
                self.close("SchmeNm");
            }
            self.leaf("Issr", id.country.as_ref().map_or("", |country| country.as_str()));
            self.close("Othr");
        }
        self.close("PrvtId");
    }
}

/// The code of a kind of identification (ISO 20022 external code sets).
fn scheme(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "passport" => "CCPT",
        "national-id" => "NIDN",
        "tax-id" => "TXID",
        "registration" => "COID",
        _ => return None,
    })
}
