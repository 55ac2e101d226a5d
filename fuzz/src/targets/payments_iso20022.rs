//! Any bytes as ISO 20022 messages, as XML or JSON.

use crate::{Target, payments_file};

pub const TARGET: Target = Target {
    name: "payments_iso20022",
    run,
    is_promised: true,
    seeds,
};

/// The beginning of a message, which chance rarely writes.
const BEGINNING: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf><GrpHdr>\
<MsgId>M</MsgId><InstgAgt><FinInstnId><BICFI>AAAAGB2L</BICFI></FinInstnId></InstgAgt></GrpHdr>\n";

const TRANSACTION: &str = "<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"USD\">10.50</IntrBkSttlmAmt>
<IntrBkSttlmDt>2026-01-05</IntrBkSttlmDt><Dbtr><Nm>Ann &amp; <![CDATA[Lee]]><!-- x --></Nm><PstlAdr><AdrLine>Oslo</AdrLine>
<Ctry>NO</Ctry></PstlAdr><Id><PrvtId><Othr><Id>A1</Id><SchmeNm><Cd>CCPT</Cd></SchmeNm><Issr>TR</Issr></Othr></PrvtId></Id></Dbtr>
<CdtrAcct><Id><IBAN>X1</IBAN></Id><Nm>Bob</Nm></CdtrAcct><RmtInf><Ustrd>rent</Ustrd></RmtInf><New><Nm>Cy</Nm></New></CdtTrfTxInf>
";

const END: &str = "</FIToFICstmrCdtTrf></Document>\n";

/// Two groups of an initiation, in an envelope with its header.
const INITIATION: &str = "<?xml version=\"1.0\"?><Envelope><h:AppHdr xmlns:h=\"urn:x\"><h:Fr><h:FIId><h:FinInstnId><h:BICFI>AAAAGB2L</h:BICFI>\
</h:FinInstnId></h:FIId></h:Fr></h:AppHdr><Document><CstmrCdtTrfInitn><GrpHdr><InitgPty><Nm>I</Nm></InitgPty></GrpHdr>
<PmtInf><Dbtr><Nm>Ann</Nm></Dbtr><CdtTrfTxInf><PmtId><InstrId>1</InstrId></PmtId><Amt><InstdAmt Ccy=\"EUR\">1</InstdAmt></Amt></CdtTrfTxInf>
</PmtInf><PmtInf><Dbtr><Nm>Bob</Nm></Dbtr><CdtTrfTxInf><PmtId><InstrId>2</InstrId></PmtId><Amt><InstdAmt Ccy=\"EUR\">2</InstdAmt></Amt>
</CdtTrfTxInf></PmtInf><SplmtryData>for Cy</SplmtryData></CstmrCdtTrfInitn></Document></Envelope>
";

const JSON: &str = r##"{"FIToFICstmrCdtTrf":{"GrpHdr":{"MsgId":"M"},"CdtTrfTxInf":[{"PmtId":{"EndToEndId":"J1"},
"IntrBkSttlmAmt":{"Amt":{"Amt":31.5,"Ccy":"USD"}},"Dbtr":{"Nm":"A\u0416"}},{"PmtId":{"EndToEndId":"J2"},
"IntrBkSttlmAmt":{"@Ccy":"EUR","#text":"1"}}],"RmtInf":{"Ustrd":["one {","two"]}}}"##;

fn run(data: &[u8]) {
    let Some((&how, rest)) = data.split_first() else {
        return;
    };
    let mut bytes = Vec::new();
    if how % 2 == 0 {
        bytes.extend_from_slice(BEGINNING.as_bytes());
    }
    bytes.extend_from_slice(rest);
    payments_file::hold(".xml", &bytes, how);
}

fn seeds() -> Vec<Vec<u8>> {
    let with = |how: u8, text: &str| [&[how], text.as_bytes()].concat();
    let message = format!("{BEGINNING}{TRANSACTION}{TRANSACTION}{END}");
    let camt = "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><BkToCstmrStmt/></Document>";
    let cover = message
        .replace("FIToFICstmrCdtTrf", "FICdtTrf")
        .replace("pacs.008", "pacs.009");
    let covered = "<UndrlygCstmrCdtTrf><Dbtr><Nm>D</Nm></Dbtr></UndrlygCstmrCdtTrf></CdtTrfTxInf>";
    vec![
        with(2, &format!("{TRANSACTION}{END}")),
        with(1, &format!("{message}{INITIATION}{camt}{message}")),
        with(3, &cover.replace("</CdtTrfTxInf>", covered)),
        with(5, &format!("<Envelope><![CDATA[{message}]]></Envelope>")),
        with(7, &format!("<!DOCTYPE a [<!ENTITY b \"&c;\">]>{message}")),
        with(9, JSON),
        with(11, &format!("[{JSON},\n{JSON}]")),
    ]
}
