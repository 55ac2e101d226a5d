//! What is read of ISO 20022 messages: whole payments, whatever wraps them, and rejects that say what is wrong.

// Everything here is a test; helper functions may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod support;

use portcullis_model::{Party, Payment, Role, TextKind};
use portcullis_payments::{BatchFile, ColumnMap, Format, HeldChunk, Reject};
use proptest::prelude::*;
use support::Batch;

const NS: &str = "urn:iso:std:iso:20022:tech:xsd:";

fn open(bytes: impl AsRef<[u8]>) -> Batch {
    Batch::open(".xml", bytes)
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    support::refusal(".xml", bytes)
}

/// What is read of a record: the payment, also of a reject.
type Record<'a> = (Payment<'a>, Option<Reject>);

impl Batch {
    fn read(&self, chunk_bytes: usize) -> Vec<Record<'_>> {
        let mut all = Vec::new();
        for chunk in support::chunks(&self.file, chunk_bytes) {
            // What is read is compared after the chunk is done.
            let held: &HeldChunk<'_> = Box::leak(Box::new(self.file.hold(chunk)));
            let mut records = held.records();
            while let Some(record) = records.next() {
                let reject = record.err();
                let payment = Payment {
                    position: 0,
                    ..records.last().clone()
                };
                all.push((payment, reject));
            }
        }
        all
    }

    fn payments(&self) -> Vec<Payment<'_>> {
        let mut payments = Vec::new();
        for (payment, reject) in self.read(usize::MAX) {
            assert_eq!(reject, None);
            payments.push(payment);
        }
        payments
    }

    fn errors(&self) -> Vec<String> {
        let records = self.read(usize::MAX);
        records
            .into_iter()
            .filter_map(|(_, reject)| reject)
            .map(|reject| reject.error)
            .collect()
    }
}

fn transaction(id: &str, inside: &str) -> String {
    format!(
        "<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId>\n\
         <IntrBkSttlmAmt Ccy=\"USD\">10.50</IntrBkSttlmAmt>{inside}</CdtTrfTxInf>\n"
    )
}

fn pacs008(transactions: &str) -> String {
    format!(
        "<Document xmlns=\"{NS}pacs.008.001.08\">\n<FIToFICstmrCdtTrf><GrpHdr><MsgId>M1</MsgId>\
         <IntrBkSttlmDt>2026-01-05</IntrBkSttlmDt>\
         <InstgAgt><FinInstnId><BICFI>AAAAGB2LXXX</BICFI></FinInstnId></InstgAgt></GrpHdr>\n{transactions}</FIToFICstmrCdtTrf></Document>\n"
    )
}

fn one(inside: &str) -> String {
    pacs008(&transaction("E1", inside))
}

fn party<'p>(payment: &'p Payment<'_>, role: Role) -> &'p Party<'p> {
    payment.party(role).unwrap()
}

fn texts<'p>(payment: &'p Payment<'_>) -> Vec<(&'p str, &'p str, bool)> {
    let texts = payment.texts.iter();
    texts
        .map(|text| (&*text.path, &*text.text, text.kind == TextKind::Remittance))
        .collect()
}

#[test]
fn a_party_has_all_that_is_said_of_it_and_where_it_stood() {
    let batch = open(one(
        "<Dbtr><Nm>Ann &amp;<!-- no name --> <![CDATA[Lee <Co>]]></Nm>\
         <PstlAdr><StrtNm>High Street</StrtNm><BldgNb>1</BldgNb><TwnNm>Oslo</TwnNm><Ctry>NO</Ctry></PstlAdr>\
         <Id><PrvtId><DtAndPlcOfBirth><BirthDt>1971-02-03</BirthDt><CityOfBirth>Oslo</CityOfBirth>\
         <CtryOfBirth>NO</CtryOfBirth></DtAndPlcOfBirth>\
         <Othr><Id>A123</Id><SchmeNm><Cd>CCPT</Cd></SchmeNm><Issr>TR</Issr></Othr>\
         <Othr><Id>77</Id></Othr></PrvtId></Id></Dbtr>\
         <DbtrAcct><Id><IBAN>NO9386011117947</IBAN></Id></DbtrAcct>\
         <DbtrAgt><FinInstnId><BIC>DNBANOKK</BIC><LEI>549300GKFG0RYRRQ1414</LEI><ClrSysMmbId><ClrSysId><Cd>RUCBC</Cd></ClrSysId>\
         <MmbId>044525593</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>",
    ));
    let payments = batch.payments();
    let payment = &payments[0];
    assert_eq!((&*payment.payment_id, payment.line), ("E1", 3));
    assert_eq!(payment.amount.unwrap().value.to_string(), "10.50");
    let debtor = party(payment, Role::Debtor);
    assert_eq!(debtor.name, "Ann & Lee <Co>");
    assert_eq!(debtor.path, "CdtTrfTxInf[1]/Dbtr");
    assert_eq!(debtor.address, "High Street\n1\nOslo");
    assert_eq!(debtor.country.unwrap().as_str(), "NO");
    assert_eq!(debtor.birth_date.unwrap().to_string(), "1971-02-03");
    assert_eq!(debtor.details.as_ref().unwrap().birth_place, "Oslo, NO");
    assert_eq!(debtor.ids, "passport:A123@TR;77");
    assert_eq!(debtor.account, "NO9386011117947");
    let agent = party(payment, Role::DebtorAgent);
    assert_eq!((&*agent.bic, agent.lei()), ("DNBANOKK", "549300GKFG0RYRRQ1414"));
    assert_eq!(agent.ids, "other:044525593@RU");
}

#[test]
fn what_the_group_header_says_holds_for_each_transaction() {
    let batch = open(pacs008(
        &[
            transaction("E1", ""),
            transaction("E2", "<IntrBkSttlmDt>2026-01-06Z</IntrBkSttlmDt>"),
        ]
        .concat(),
    ));
    let payments = batch.payments();
    let dates: Vec<String> = payments
        .iter()
        .map(|p| p.value_date.unwrap().to_string())
        .collect();
    assert_eq!(dates, ["2026-01-05", "2026-01-06"]);
    for payment in &payments {
        let agent = party(payment, Role::InstructingAgent);
        assert_eq!((&*agent.bic, &*agent.path), ("AAAAGB2LXXX", "GrpHdr/InstgAgt"));
    }
}

fn pain001() -> String {
    let group = |debtor: &str, date: &str, transactions: &str| {
        format!(
            "<PmtInf><PmtInfId>P</PmtInfId><ReqdExctnDt><Dt>{date}</Dt></ReqdExctnDt><Dbtr><Nm>{debtor}</Nm></Dbtr>\
             <DbtrAcct><Id><Othr><Id>4711</Id></Othr></Id></DbtrAcct>{transactions}</PmtInf>\n"
        )
    };
    let transaction = |id: &str| {
        format!(
            "<CdtTrfTxInf><PmtId><InstrId>{id}</InstrId><EndToEndId>NOTPROVIDED</EndToEndId></PmtId>\
             <Amt><InstdAmt Ccy=\"EUR\">7</InstdAmt></Amt><Cdtr><Nm>Cy {id}</Nm></Cdtr></CdtTrfTxInf>\n"
        )
    };
    format!(
        "<Document><CstmrCdtTrfInitn><GrpHdr><InitgPty><Nm>Asker</Nm></InitgPty></GrpHdr>{}{}</CstmrCdtTrfInitn></Document>",
        group("Ann", "2026-02-01", &(transaction("1") + &transaction("2"))),
        group("Bob", "2026-02-02", &transaction("3")),
    )
}

#[test]
fn the_debtor_of_an_initiation_is_that_of_its_group() {
    let batch = open(pain001());
    for chunk_bytes in [1, 200, usize::MAX] {
        let read: Vec<String> = batch
            .read(chunk_bytes)
            .iter()
            .map(|(p, _)| {
                let debtor = party(p, Role::Debtor);
                let asker = p.name_of(Role::InitiatingParty);
                let date = p.value_date.unwrap();
                format!(
                    "{} {} {} {} {date} {asker}",
                    p.payment_id, debtor.name, debtor.account, debtor.path
                )
            })
            .collect();
        assert_eq!(
            read,
            [
                "1 Ann 4711 PmtInf/Dbtr 2026-02-01 Asker",
                "2 Ann 4711 PmtInf/Dbtr 2026-02-01 Asker",
                "3 Bob 4711 PmtInf/Dbtr 2026-02-02 Asker"
            ],
            "{chunk_bytes}"
        );
    }
}

#[test]
fn the_customers_of_a_cover_payment_stand_under_it() {
    let covered = "<Dbtr><FinInstnId><BICFI>AAAAGB2L</BICFI></FinInstnId></Dbtr>\
         <UndrlygCstmrCdtTrf><Dbtr><Nm>Ann</Nm></Dbtr><DbtrAcct><Id><IBAN>X1</IBAN></Id></DbtrAcct><Cdtr><Nm>Bob</Nm></Cdtr>\
         <RmtInf><Ustrd>rent</Ustrd></RmtInf><InstdAmt Ccy=\"EUR\">1</InstdAmt></UndrlygCstmrCdtTrf><Cdtr><FinInstnId>\
         <BICFI>BBBBDEFF</BICFI></FinInstnId></Cdtr>";
    let batch = open(
        one(covered)
            .replace("FIToFICstmrCdtTrf", "FICdtTrf")
            .replace("pacs.008", "pacs.009"),
    );
    let payments = batch.payments();
    let payment = &payments[0];
    assert_eq!(party(payment, Role::Debtor).bic, "AAAAGB2L");
    assert_eq!(party(payment, Role::Creditor).bic, "BBBBDEFF");
    let below = payment.underlying.as_ref().unwrap();
    let names: Vec<(&str, u8, &str)> = below
        .parties
        .iter()
        .map(|p| (&*p.name, p.nth, &*p.account))
        .collect();
    assert_eq!(names, [("Ann", 2, "X1"), ("Bob", 2, "")]);
    assert_eq!(below.parties[0].path, "CdtTrfTxInf[1]/UndrlygCstmrCdtTrf/Dbtr");
    assert_eq!(below.texts[0].text, "rent");
    assert!(payment.texts.is_empty());
    assert_eq!(payment.amount.unwrap().value.to_string(), "10.50");
}

#[test]
fn a_cover_payment_without_its_customers_is_noted() {
    let header = "<AppHdr><BizSvc>swift.cbprplus.cov.03</BizSvc></AppHdr>";
    let cover = |inside: &str| {
        let message = one(inside)
            .replace("FIToFICstmrCdtTrf", "FICdtTrf")
            .replace("pacs.008", "pacs.009");
        format!("<Envelope>{header}{message}</Envelope>")
    };
    let batch = open(cover(""));
    let payments = batch.payments();
    assert_eq!(
        payments[0].notes[0].to_string(),
        "AppHdr/BizSvc says that this covers a customer's payment, and that is not in it"
    );
    let batch = open(cover(
        "<UndrlygCstmrCdtTrf><Dbtr><Nm>Ann</Nm></Dbtr><Cdtr><Nm>Bob</Nm></Cdtr></UndrlygCstmrCdtTrf>",
    ));
    assert!(batch.payments()[0].notes.is_empty());
    let batch = open(cover(
        "<UndrlygCstmrCdtTrf><Dbtr><Nm>OUR CUSTOMER</Nm></Dbtr></UndrlygCstmrCdtTrf>",
    ));
    let notes: Vec<String> = batch.payments()[0]
        .notes
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        notes,
        [
            "CdtTrfTxInf[1]/UndrlygCstmrCdtTrf/Dbtr `OUR CUSTOMER` names nobody",
            "creditor is not in it: the covered payment names nobody who is paid"
        ]
    );
}

#[test]
fn a_return_is_a_payment_along_its_chain() {
    let batch = open(format!(
        "<Document xmlns='{NS}pacs.004.001.10'><PmtRtr><GrpHdr/><TxInf><RtrId>R1</RtrId><OrgnlEndToEndId>E9</OrgnlEndToEndId>\
         <RtrdIntrBkSttlmAmt Ccy='USD'>5.00</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-03-01</IntrBkSttlmDt>\
         <RtrChain><Dbtr><Pty><Nm>Bob</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Ann</Nm></Pty></Cdtr></RtrChain>\
         <RtrRsnInf><Orgtr><Nm>Teller</Nm></Orgtr><Rsn><Cd>DUPL</Cd></Rsn><AddtlInf>sent twice</AddtlInf></RtrRsnInf>\
         <OrgnlTxRef><IntrBkSttlmDt>2026-01-01</IntrBkSttlmDt><Dbtr><Pty><Nm>Ann</Nm></Pty></Dbtr></OrgnlTxRef></TxInf></PmtRtr></Document>"
    ));
    assert_eq!(batch.file.path().extension().unwrap(), "xml");
    let payments = batch.payments();
    let payment = &payments[0];
    assert_eq!(
        (
            &*payment.payment_id,
            payment.value_date.unwrap().to_string().as_str()
        ),
        ("E9", "2026-03-01")
    );
    assert_eq!(payment.name_of(Role::Debtor), "Bob");
    assert_eq!(payment.name_of(Role::Creditor), "Ann");
    assert_eq!(payment.name_of(Role::ThirdParty), "Teller");
    let of_original: Vec<&str> = payment
        .parties
        .iter()
        .filter(|p| p.nth == 2)
        .map(|p| &*p.path)
        .collect();
    assert_eq!(of_original, ["TxInf[1]/OrgnlTxRef/Dbtr"]);
    assert_eq!(
        texts(payment),
        [("TxInf[1]/RtrRsnInf/AddtlInf", "sent twice", false)]
    );
}

#[test]
fn what_is_not_known_is_text_and_whoever_is_named_in_it_is_a_third_party() {
    let batch = open(one(
        "<Nw><Deep>to Ann</Deep><Who><Nm>Bob</Nm><PstlAdr><AdrLine>Oslo</AdrLine></PstlAdr></Who><N>12.5</N></Nw>\
         <Dbtr><Nm>D</Nm><Rank>Colonel Cy</Rank><CtctDtls><Nm>Dee</Nm><EmailAdr>d@example.org</EmailAdr></CtctDtls></Dbtr>\
         <RmtInf><Ustrd>rent</Ustrd><Strd><RfrdDocInf><Tp><Cd>CINV</Cd></Tp><Nb>INV 7 of Eve</Nb></RfrdDocInf>\
         <Invcr><Nm>Fay</Nm></Invcr><GrnshmtRmt><Grnshee><Nm>Gus</Nm></Grnshee></GrnshmtRmt></Strd></RmtInf>\
         <SplmtryData><Envlp><Any><Cd>a code that is a sentence</Cd></Any></Envlp></SplmtryData>",
    ));
    let payments = batch.payments();
    let payment = &payments[0];
    assert_eq!(
        texts(payment),
        [
            ("CdtTrfTxInf[1]/Nw/Deep", "to Ann", false),
            ("CdtTrfTxInf[1]/Dbtr/Rank", "Colonel Cy", false),
            ("CdtTrfTxInf[1]/RmtInf/Ustrd", "rent", true),
            ("CdtTrfTxInf[1]/RmtInf/Strd/RfrdDocInf/Nb", "INV 7 of Eve", true),
            (
                "CdtTrfTxInf[1]/SplmtryData/Envlp/Any/Cd",
                "a code that is a sentence",
                false
            ),
        ]
    );
    let third: Vec<(&str, &str)> = payment
        .parties
        .iter()
        .filter(|p| p.role == Role::ThirdParty)
        .map(|p| (&*p.name, &*p.path))
        .collect();
    assert_eq!(
        third,
        [
            ("Bob", "CdtTrfTxInf[1]/Nw/Who"),
            ("Dee", "CdtTrfTxInf[1]/Dbtr/CtctDtls"),
            ("Gus", "CdtTrfTxInf[1]/RmtInf/Strd/GrnshmtRmt/Grnshee")
        ]
    );
    assert_eq!(payment.name_of(Role::Invoicer), "Fay");
    assert_eq!(party(payment, Role::Debtor).ids, "email:d@example.org");
}

#[test]
fn a_country_that_is_reported_is_somebody_in_it_and_codes_are_no_text() {
    let batch = open(one(
        "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Prtry>STANDARD</Prtry></LclInstrm></PmtTpInf>\
         <RgltryRptg><Dtls><Tp>TRADE OF Ann</Tp><Ctry>IR</Ctry><Cd>BOP2</Cd><Inf>+47 22 86 44 00</Inf><Inf>123-45</Inf></Dtls></RgltryRptg>",
    ));
    let payments = batch.payments();
    let told = party(&payments[0], Role::ThirdParty);
    assert_eq!(
        (&*told.path, told.country.unwrap().as_str()),
        ("CdtTrfTxInf[1]/RgltryRptg/Dtls", "IR")
    );
    assert_eq!(
        texts(&payments[0]),
        [
            ("CdtTrfTxInf[1]/RgltryRptg/Dtls/Tp", "TRADE OF Ann", false),
            ("CdtTrfTxInf[1]/RgltryRptg/Dtls/Inf", "+47 22 86 44 00", false)
        ]
    );
}

#[test]
fn a_purpose_in_a_word_of_the_contract_is_the_purpose_and_any_other_a_text() {
    let purpose = |purp: &str| {
        let batch = open(one(purp));
        let payments = batch.payments();
        let notes = &payments[0].notes;
        (
            payments[0].purpose.map(portcullis_model::Purpose::as_str),
            texts(&payments[0])
                .iter()
                .map(|(_, text, _)| (*text).to_owned())
                .collect::<Vec<_>>(),
            notes.iter().map(|note| note.problem.clone()).collect::<Vec<_>>(),
        )
    };
    let prtry = |word: &str| format!("<Purp><Prtry>{word}</Prtry></Purp>");
    let nothing: Vec<String> = Vec::new();
    assert_eq!(
        purpose(&prtry("food")),
        (Some("food"), nothing.clone(), nothing.clone())
    );
    assert_eq!(purpose(&prtry(" Medical-Device ")).0, Some("medical-device"));
    assert_eq!(
        purpose(&prtry("food for Ann")),
        (None, vec!["food for Ann".to_owned()], nothing.clone())
    );
    // A category is how the payment is processed; the purpose of a payment that is returned is that payment's.
    assert_eq!(
        purpose("<PmtTpInf><CtgyPurp><Prtry>food</Prtry></CtgyPurp></PmtTpInf>").0,
        None
    );
    assert_eq!(
        purpose(&format!("<OrgnlTxRef>{}</OrgnlTxRef>", prtry("food"))).0,
        None
    );
    let both = format!("{}{}", prtry("food"), prtry("tax"));
    assert_eq!(
        purpose(&both),
        (
            None,
            nothing.clone(),
            vec!["states the purposes `food` and `tax`: none counts".to_owned()]
        )
    );
    assert_eq!(
        purpose(&format!("{}{}", prtry("food"), prtry("FOOD"))).0,
        Some("food")
    );
}

#[test]
fn a_document_that_wraps_its_root_once_more_is_read_all_the_same() {
    let wrapped = one("").replace("<FIToFICstmrCdtTrf>", "<CreditTransfer><FIToFICstmrCdtTrf>");
    let batch = open(wrapped.replace("</FIToFICstmrCdtTrf>", "</FIToFICstmrCdtTrf></CreditTransfer>"));
    assert_eq!(batch.payments().len(), 1);
}

#[test]
fn what_stands_behind_the_last_transaction_is_screened_with_it() {
    let message = one("").replace(
        "</FIToFICstmrCdtTrf>",
        "<SplmtryData><Envlp>for Ann</Envlp></SplmtryData></FIToFICstmrCdtTrf>",
    );
    for chunk_bytes in [1, usize::MAX] {
        let batch = open(&message);
        let records = batch.read(chunk_bytes);
        assert_eq!(records.len(), 1);
        assert_eq!(texts(&records[0].0), [("SplmtryData/Envlp", "for Ann", false)]);
    }
}

#[test]
fn an_envelope_says_who_sends_and_receives_and_may_hold_the_message_as_cdata() {
    let header = "<h:AppHdr xmlns:h='urn:x'><h:Fr><h:FIId><h:FinInstnId><h:BICFI>SENDGB2L</h:BICFI></h:FinInstnId></h:FIId></h:Fr>\
         <h:To><h:OrgId><h:Nm>Bank of Oslo</h:Nm></h:OrgId></h:To><h:BizMsgIdr>B</h:BizMsgIdr></h:AppHdr>";
    let prefixed = one("<Dbtr><Nm>Ann</Nm></Dbtr>")
        .replace("</", "</ct:")
        .replace('<', "<ct:")
        .replace("<ct:/ct:", "</ct:")
        .replace("xmlns=", "xmlns:ct=");
    let wrapped = format!(
        "\u{feff}<?xml version='1.0'?><!-- <CdtTrfTxInf> --><Envelope>{header}{prefixed}</Envelope>\0\0\x1a"
    );
    let batch = open(wrapped);
    let payments = batch.payments();
    assert_eq!(payments[0].name_of(Role::Debtor), "Ann");
    assert_eq!(party(&payments[0], Role::Sender).bic, "SENDGB2L");
    assert_eq!(payments[0].name_of(Role::Receiver), "Bank of Oslo");
    assert_eq!(party(&payments[0], Role::Sender).path, "AppHdr/Fr");

    let in_cdata = format!(
        "<Envelope><Payload><![CDATA[{}]]></Payload></Envelope>",
        one("<Dbtr><Nm>Ann</Nm></Dbtr>")
    );
    let batch = open(in_cdata);
    let payments = batch.payments();
    assert_eq!(payments[0].name_of(Role::Debtor), "Ann");
    assert_eq!(party(&payments[0], Role::InstructingAgent).bic, "AAAAGB2LXXX");
}

#[test]
fn end_tags_in_comments_and_cdata_end_nothing() {
    let batch = open(one(
        "<Dbtr><Nm><!-- </CdtTrfTxInf> -->Ann</Nm></Dbtr><RmtInf><Ustrd><![CDATA[</CdtTrfTxInf>]]></Ustrd></RmtInf>",
    ));
    let payments = batch.payments();
    assert_eq!(payments.len(), 1);
    assert_eq!(payments[0].name_of(Role::Debtor), "Ann");
    assert_eq!(payments[0].remittance(), "</CdtTrfTxInf>");
}

#[test]
fn text_in_another_encoding_is_read_as_declared_or_as_western_systems_write() {
    let message = one("<Dbtr><Nm>NAME</Nm></Dbtr>");
    let with = |declaration: &str, name: &[u8]| {
        let (before, after) = message.split_once("NAME").unwrap();
        [declaration.as_bytes(), before.as_bytes(), name, after.as_bytes()].concat()
    };
    for (declaration, bytes, name) in [
        ("", &b"M\xfcller"[..], "Müller"),
        (
            "<?xml version=\"1.0\" encoding=\"windows-1251\"?>",
            b"\xc6\xe5\xed\xff",
            "Женя",
        ),
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "Müller".as_bytes(),
            "Müller",
        ),
        ("", b"Zo&#233; &lt;", "Zoé <"),
    ] {
        let batch = open(with(declaration, bytes));
        let payments = batch.payments();
        assert_eq!(payments[0].name_of(Role::Debtor), name);
        let is_declared = declaration.contains("1251");
        assert_eq!(
            payments[0].flags.not_utf8,
            std::str::from_utf8(bytes).is_err() && !is_declared
        );
    }
}

/// Payments, rejects, messages of other kinds, whatever may stand between them.
fn mixed() -> String {
    let camt = format!(
        "<Document xmlns=\"{NS}camt.053.001.02\"><BkToCstmrStmt><Stmt><Id>S</Id></Stmt></BkToCstmrStmt></Document>\n"
    );
    [
        pacs008(
            &[
                transaction("A1", "<Dbtr><Nm>Ann</Nm></Dbtr>"),
                transaction("A2", "<Dbtr><Nm>Al</Dbtr>"),
                transaction("A3", ""),
            ]
            .concat(),
        ),
        camt,
        "<?xml version=\"1.0\"?>\n<Envelope>\n".to_owned(),
        pacs008(&transaction("B1", "<Cdtr><Nm>Bob</Nm></Cdtr>").replace("10.50", "ten")),
        pain001(),
        "</Envelope>\n<!-- <Document> -->\n".to_owned(),
        one("<Cdtr><Nm>Cy</Nm></Cdtr>").replace("</CdtTrfTxInf>", ""),
        one("<Cdtr><Nm>Dee</Nm></Cdtr>").replace("pacs.008", "pain.001"),
        format!(
            "<!DOCTYPE Document [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>{}",
            one("<Cdtr><Nm>Eve &c;</Nm></Cdtr>")
        ),
        one("<Cdtr><Nm>Fay</Nm></Cdtr>").replace("</FIToFICstmrCdtTrf></Document>", ""),
    ]
    .concat()
}

#[test]
fn a_record_that_is_wrong_is_rejected_by_name_and_the_rest_is_read() {
    let batch = open(mixed());
    let records = batch.read(usize::MAX);
    let told: Vec<String> = records
        .iter()
        .map(|(payment, reject)| match reject {
            None => payment.payment_id.to_string(),
            Some(reject) => format!("{}: {}", reject.payment_id, reject.error),
        })
        .collect();
    assert_eq!(
        told,
        [
            "A1",
            "A2: `</Dbtr>` ends where `<Nm>` is open",
            "A3",
            ": this message is an account statement (camt.053), which moves no money and is not screened as a payment",
            "B1: IntrBkSttlmAmt `ten` is not a decimal number; write it like 1234.56",
            "1",
            "2",
            "3",
            "E1: CdtTrfTxInf is not closed: the message is cut or damaged here",
            "E1: the namespace says `pain.001.001.08` and the message is pacs.008; one of the two is wrong",
            "E1: `&c;` is no entity of XML; entities are not expanded",
            "E1",
            ": the message is not closed: the file is cut, and transactions may be missing; get the whole file",
        ]
    );
    // The names of what is rejected are there to be screened.
    assert_eq!(records[1].0.name_of(Role::Debtor), "Al");
    assert_eq!(records[4].0.name_of(Role::Creditor), "Bob");
    assert_eq!(records[8].0.name_of(Role::Creditor), "Cy");
    assert_eq!(records[10].0.name_of(Role::Creditor), "Eve");
}

#[test]
fn a_document_type_declaration_rejects_the_message_though_nothing_uses_it() {
    let batch = open(format!("<!DOCTYPE Document SYSTEM \"x.dtd\">{}", one("")));
    assert_eq!(batch.errors().len(), 1);
    assert!(batch.errors()[0].contains("<!DOCTYPE"));
}

#[test]
fn a_file_is_read_the_same_wherever_it_is_cut() {
    let batch = open(mixed());
    let whole = batch.read(usize::MAX);
    assert_eq!(whole.len(), 13);
    for chunk_bytes in 1..700 {
        let cut = batch.read(chunk_bytes);
        assert_eq!(cut.len(), whole.len(), "chunks of {chunk_bytes} bytes");
        for (cut, whole) in cut.iter().zip(&whole) {
            assert_eq!(cut, whole, "chunks of {chunk_bytes} bytes");
        }
    }
}

#[test]
fn what_a_payment_cannot_be_decided_without_is_asked_for_by_its_element() {
    for (broken, error) in [
        (
            one("").replace(" Ccy=\"USD\"", ""),
            "IntrBkSttlmAmt has no currency (Ccy)",
        ),
        (
            one("").replace("<IntrBkSttlmAmt Ccy=\"USD\">10.50</IntrBkSttlmAmt>", ""),
            "IntrBkSttlmAmt is missing; a payment states its amount",
        ),
        (
            one("").replace("2026-01-05", "05.01.2026"),
            "IntrBkSttlmDt `05.01.2026` is not a date; write YYYY-MM-DD",
        ),
        (
            one("")
                .replace("<EndToEndId>E1</EndToEndId>", "")
                .replace("<MsgId>M1</MsgId>", ""),
            "there is no EndToEndId, InstrId, TxId or UETR; every payment needs an id",
        ),
    ] {
        assert_eq!(open(broken).errors(), [error]);
    }
}

#[test]
fn more_decimals_than_the_currency_has_are_exact_and_noted() {
    let batch = open(one("").replace("\"USD\">10.50", "\"JPY\">10.5"));
    let payments = batch.payments();
    assert_eq!(payments[0].amount.unwrap().value.to_string(), "10.5");
    assert_eq!(
        payments[0].notes[0].to_string(),
        "IntrBkSttlmAmt 10.5 has more decimals than JPY has"
    );
}

#[test]
fn who_pays_without_a_name_and_a_bank_without_its_code_are_noted() {
    let batch = open(one(
        "<Dbtr><PstlAdr><TwnNm>Oslo</TwnNm></PstlAdr></Dbtr><DbtrAgt><FinInstnId><BICFI> </BICFI></FinInstnId></DbtrAgt>\
         <Cdtr><Id><OrgId><AnyBIC>BBBBDEFF</AnyBIC></OrgId></Id></Cdtr>",
    ));
    let payments = batch.payments();
    let notes: Vec<String> = payments[0].notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "CdtTrfTxInf/DbtrAgt/FinInstnId/BICFI is empty",
            "CdtTrfTxInf/Dbtr has no name"
        ]
    );
    assert!(payments[0].party(Role::DebtorAgent).is_none());
}

#[test]
fn a_message_that_moves_no_money_and_a_file_without_one_are_refused_by_name() {
    let report =
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10'><FIToFIPmtStsRpt/></Document>";
    assert!(refusal(report).contains("a status report (pacs.002)"));
    assert!(refusal("<Envelope><Nothing/></Envelope>").contains("looks like XML"));
    assert!(
        refusal("<kml xmlns='http://www.opengis.net/kml/2.2'><Document><name>Oslo</name></Document></kml>")
            .contains("looks like XML")
    );
    // What moves money among them is read.
    assert_eq!(open(format!("{report}{}", one(""))).read(usize::MAX).len(), 2);
    let on_disk = support::on_disk(".xml", b"<Envelope/>");
    let error = BatchFile::open_as(on_disk.path(), Some(Format::Pacs008), &ColumnMap::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("is no ISO 20022 file: it has no pacs.008"),
        "{error}"
    );
}

const JSON: &str = r##"{"TxTp":"pacs.008.001.10","FIToFICstmrCdtTrf":{"GrpHdr":{"MsgId":"M","InstgAgt":{"FinInstnId":{"BICFI":"AAAAGB2L"}}},
"CdtTrfTxInf":[{"PmtId":{"EndToEndId":"J1"},"IntrBkSttlmAmt":{"Amt":{"Amt":31020.890,"Ccy":"USD"}},"Dbtr":{"Nm":"Ann \u0416"}},
{"PmtId":{"EndToEndId":"J2"},"IntrBkSttlmAmt":{"@Ccy":"EUR","#text":"1.0"},"Dbtr":{"Name":"Bob","Id":{"PrvtId":{"Othr":[{"Id":"1613",
"SchmeNm":{"Prtry":"MSISDN"}}]}}}}],"RmtInf":{"Ustrd":["one {","two"]}}}"##;

#[test]
fn the_words_of_a_scheme_stand_before_its_number_and_codes_of_the_standard_do_not() {
    for (scheme, ids) in [
        ("<Prtry>ORDER NO.</Prtry>", "ORDER NO.:77"),
        ("<Prtry>Cedula</Prtry>", "Cedula:77"),
        ("<Prtry>MSISDN</Prtry>", "phone:77"),
        ("<Cd>CCPT</Cd>", "passport:77"),
        ("<Cd>BANK</Cd>", "77"),
        ("<Prtry>A:B</Prtry>", "77"),
        ("<Prtry>12345</Prtry>", "77"),
    ] {
        let batch = open(one(&format!(
            "<Dbtr><Nm>Ann</Nm><Id><PrvtId><Othr><Id>77</Id><SchmeNm>{scheme}</SchmeNm></Othr></PrvtId></Id></Dbtr>"
        )));
        let payments = batch.payments();
        assert_eq!(party(&payments[0], Role::Debtor).ids, ids, "{scheme}");
    }
}

#[test]
fn a_message_as_json_says_the_same() {
    for (text, times) in [
        (JSON.to_owned(), 1),
        (format!("[{JSON},\n{JSON}]\n"), 2),
        (format!("{JSON}\n{JSON}"), 2),
    ] {
        let batch = open(text);
        for chunk_bytes in [1, usize::MAX] {
            let records = batch.read(chunk_bytes);
            assert_eq!(records.len(), 2 * times);
            assert!(records.iter().all(|(_, reject)| reject.is_none()));
            let (first, second) = (&records[0].0, &records[1].0);
            assert_eq!(first.amount.unwrap().value.to_string(), "31020.890");
            assert_eq!(first.name_of(Role::Debtor), "Ann Ж");
            assert_eq!(party(first, Role::Debtor).path, "CdtTrfTxInf[1]/Dbtr");
            assert_eq!(second.amount.unwrap().currency.unwrap().as_str(), "EUR");
            assert_eq!(
                (second.name_of(Role::Debtor), &*party(second, Role::Debtor).ids),
                ("Bob", "phone:1613")
            );
            for payment in [first, second] {
                assert_eq!(party(payment, Role::InstructingAgent).bic, "AAAAGB2L");
                assert_eq!(payment.remittance(), "one {\ntwo");
            }
        }
    }
}

/// A message, and the amount of it, as converters of XML write them.
#[test]
fn a_message_that_a_converter_wrote_as_json_is_read_whatever_it_calls_text_and_attributes() {
    for (converter, amount) in [
        ("xmltodict", r##"{"@Ccy":"EUR","#text":"10.01"}"##),
        ("fast-xml-parser", r##"{"#text":10.01,"@_Ccy":"EUR"}"##),
        ("Badgerfish", r#"{"$":"10.01","@Ccy":"EUR"}"#),
        ("xml2js", r#"[{"_":"10.01","$":{"Ccy":"EUR"}}]"#),
        (
            "xml-js",
            r#"{"_attributes":{"Ccy":"EUR","x":"1"},"_text":"10.01"}"#,
        ),
        ("x2js", r#"{"_Ccy":"EUR","__text":"10.01"}"#),
        ("xml2json", r#"{"Ccy":"EUR","$t":"10.01"}"#),
        (
            "node-soap",
            r#"{"attributes":{"Ccy":"EUR","y":[1]},"$value":"10.01"}"#,
        ),
        ("org.json", r#"{"Ccy":"EUR","content":10.01}"#),
        ("a class of C#", r#"{"Ccy":"EUR","Value":10.01}"#),
    ] {
        let text = format!(
            r#"{{"Document":{{"FIToFICstmrCdtTrf":[{{"GrpHdr":[{{"MsgId":["M"],"IntrBkSttlmDt":["2026-08-03"]}}],"CdtTrfTxInf":[{{"PmtId":[{{"EndToEndId":["J1"]}}],"IntrBkSttlmAmt":{amount},"Dbtr":[{{"Nm":["Ann"],"PstlAdr":[{{"AdrLine":["1 Long St","Town"]}}]}}]}}]}}]}}}}"#
        );
        let batch = open(&text);
        let payments = batch.payments();
        let money = payments[0].amount.unwrap();
        assert_eq!(money.value.to_string(), "10.01", "{converter}");
        assert_eq!(money.currency.unwrap().as_str(), "EUR", "{converter}");
        assert_eq!(party(&payments[0], Role::Debtor).address, "1 Long St\nTown");
    }
}

#[test]
fn the_keys_of_a_message_as_json_may_have_prefixes() {
    let mut text = JSON.to_owned();
    for name in [
        "FIToFICstmrCdtTrf",
        "GrpHdr",
        "CdtTrfTxInf",
        "PmtId",
        "Dbtr",
        "InstgAgt",
        "RmtInf",
    ] {
        text = text.replace(&format!("\"{name}\""), &format!("\"ns2:{name}\""));
    }
    let [prefixed, plain] = [&text, JSON].map(open);
    for (one, other) in prefixed.payments().iter().zip(plain.payments()) {
        assert_eq!(
            (one.payment_id.as_ref(), &one.parties),
            (&*other.payment_id, &other.parties)
        );
        assert_eq!((&one.agents, one.amount), (&other.agents, other.amount));
    }
    assert_eq!(prefixed.payments().len(), 2);
}

#[test]
fn an_initiation_as_json_has_its_groups_and_an_envelope_may_be_around_it() {
    let group = |debtor: &str, transactions: &str| {
        format!(
            r#"{{"ReqdExctnDt":{{"Dt":"2026-02-01"}},"Dbtr":{{"Nm":"{debtor}"}},"CdtTrfTxInf":{transactions}}}"#
        )
    };
    let transaction = |id: &str| {
        format!(
            r#"{{"PmtId":{{"EndToEndId":"{id}"}},"Amt":{{"InstdAmt":{{"Ccy":"EUR","value":"7"}}}},"Cdtr":{{"Nm":"Cy"}}}}"#
        )
    };
    let two = format!("[{},{}]", transaction("1"), transaction("2"));
    let batch = open(format!(
        r#"{{"TenantId":"x","data":{{"CstmrCdtTrfInitn":{{"GrpHdr":{{"InitgPty":{{"Nm":"Asker"}}}},"PmtInf":[{},{}]}}}}}}"#,
        group("Ann", &two),
        group("Bob", &transaction("3"))
    ));
    let payments = batch.payments();
    let told: Vec<String> = payments
        .iter()
        .map(|p| {
            let debtor = party(p, Role::Debtor);
            let amount = p.amount.unwrap().value;
            let asker = p.name_of(Role::InitiatingParty);
            format!(
                "{} {} {} {asker} {amount} {}",
                p.payment_id,
                debtor.name,
                debtor.path,
                p.value_date.unwrap()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 Ann PmtInf/Dbtr Asker 7 2026-02-01",
            "2 Ann PmtInf/Dbtr Asker 7 2026-02-01",
            "3 Bob PmtInf/Dbtr Asker 7 2026-02-01"
        ]
    );
    let report = r#"{"TxTp":"pacs.002.001.12","FIToFIPmtStsRpt":{"GrpHdr":{"MsgId":"M"}}}"#;
    assert!(refusal(report).contains("a status report (pacs.002)"));
    let among = open(format!("{report}\n{JSON}"));
    let errors = among.errors();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("a status report (pacs.002)"), "{errors:?}");
}

#[test]
fn json_that_is_cut_or_damaged_is_read_up_to_there_and_the_names_behind_are() {
    let cut = &JSON[..JSON.find("\"Id\":\"1613").unwrap()];
    let batch = open(format!("{JSON}\n{}\n{cut}", r#"{"CdtTrfTxInf":{"PmtId" 7}}"#));
    let records = batch.read(usize::MAX);
    let told: Vec<String> = records
        .iter()
        .map(|(payment, reject)| {
            format!(
                "{} {}",
                payment.payment_id,
                reject.as_ref().map_or("", |reject| &reject.error)
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "J1 ",
            "J2 ",
            " the JSON is damaged",
            "J1 ",
            "J2 the JSON ends before its objects are closed: the message is cut"
        ]
    );
    assert_eq!(records[4].0.name_of(Role::Debtor), "Bob");
}

#[test]
fn json_that_is_cut_anywhere_has_the_payments_of_the_whole_message_or_rejects_and_says_that_it_is_cut() {
    let whole = open(JSON);
    let whole = whole.read(usize::MAX);
    let mut most = 0;
    for len in 1..JSON.trim_end().len() {
        let Ok(cut) = Batch::try_open(".json", &JSON[..len]) else {
            continue;
        };
        let records = cut.read(usize::MAX);
        for ((payment, reject), (expected, _)) in records.iter().zip(&whole) {
            // The texts of the sample's whole message stand behind its transactions.
            let [payment, expected] = [payment, expected].map(|payment| Payment {
                texts: Vec::new(),
                ..payment.clone()
            });
            assert!(reject.is_some() || payment == expected, "{len}: {payment:?}");
        }
        let decided = records.iter().filter(|(_, reject)| reject.is_none()).count();
        assert!(
            records.last().unwrap().1.is_some(),
            "{len}: it is said that the file is cut"
        );
        most = most.max(decided);
    }
    assert_eq!(most, whole.len(), "all are decided where only the end is missing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_of_a_file_panic_nowhere_and_cuts_change_nothing(
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[<>/!\\[\\]a\"'&; ?-]{0,3}"), 0..6),
        json in any::<bool>(),
        chunk_bytes in 1_usize..900,
    ) {
        let mut text = if json { format!("[{JSON},{JSON}]") } else { mixed() };
        for (at, with) in changes {
            let mut at = at.index(text.len());
            while !text.is_char_boundary(at) { at -= 1; }
            let end = (at + with.len()).min(text.len());
            if text.is_char_boundary(end) {
                text.replace_range(at..end, &with);
            }
        }
        if let Ok(batch) = Batch::try_open(".xml", &text) {
            let (cut, whole) = (batch.read(chunk_bytes), batch.read(usize::MAX));
            prop_assert_eq!(cut.len(), whole.len());
            for (cut, whole) in cut.iter().zip(&whole) {
                prop_assert_eq!(cut, whole);
            }
        }
    }
}

#[test]
fn a_message_in_a_character_section_has_nothing_to_do_with_what_stands_outside_of_it() {
    // A declaration outside is none of the message's, wherever the file is cut.
    let transaction = |id: &str| {
        format!(
            "<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"USD\">1</IntrBkSttlmAmt>\
             <IntrBkSttlmDt>2026-01-05</IntrBkSttlmDt><Dbtr><Nm>Ann</Nm></Dbtr><Cdtr><Nm>Bob</Nm></Cdtr></CdtTrfTxInf>"
        )
    };
    let text = format!(
        "<Envelope><!DOCTYPE x><![CDATA[<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">\
         <FIToFICstmrCdtTrf>{}{}</FIToFICstmrCdtTrf></Document>]]></Envelope>",
        transaction("E1"),
        transaction("E2")
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xml");
    std::fs::write(&path, text).unwrap();
    let batch = BatchFile::open(&path, &ColumnMap::default()).unwrap();
    for chunk_bytes in [1, 1 << 20] {
        let mut ids = Vec::new();
        for chunk in batch.chunks(chunk_bytes) {
            let held = batch.hold(chunk);
            let mut records = held.records();
            while let Some(record) = records.next() {
                ids.push(record.unwrap().payment_id.to_string());
            }
        }
        assert_eq!(ids, ["E1", "E2"], "chunks of {chunk_bytes}");
    }
}
