//! ISO 20022 messages, through the program: decided as the same payments in a table are, and told where a hit stands.

use std::process::Command;

use portcullis_tests::{checkout, rows, shared};

use crate::world::{BINARY, World};

const LIST: &str = "\
id,name,schema,authority,programs,identifiers
bout,\"BOUT, Viktor Anatolijevitch\",person,US,DRCONGO,passport:21N0532664@RU
bank,COMMERCIAL BANK OF SYRIA,organization,US,NPWMD,bic:CMSYSYDA
ship,BEHSHAD,vessel,US,IRAN,imo:9167289
";

fn transaction(id: &str, inside: &str) -> String {
    format!(
        "<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"USD\">5.00</IntrBkSttlmAmt>\
         <Dbtr><Nm>Maren Ostby</Nm></Dbtr>{inside}</CdtTrfTxInf>\n"
    )
}

fn message(root: &str, namespace: &str, transactions: &[String]) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{namespace}\"><{root}><GrpHdr><MsgId>M</MsgId>\
         <IntrBkSttlmDt>2024-03-01</IntrBkSttlmDt></GrpHdr>\n{}</{root}></Document>\n",
        transactions.concat()
    )
}

/// Screens a file; the alerts, each as `payment field path designation`.
fn alerts(text: &str) -> (World, Vec<String>) {
    let world = World::of_list(LIST);
    world.write("batch.xml", text);
    let done = world.run(["screen", "--index", "lists.pcx", "--out", "run", "batch.xml"]);
    assert!(done.code <= 1, "{done:?}");
    let alerts = world.read("run/alerts.jsonl");
    let told = alerts.lines().map(|line| {
        let alert: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |key: &str| alert[key].as_str().unwrap_or_default().to_owned();
        format!(
            "{} {} {} {}",
            text("payment_id"),
            text("field"),
            text("path"),
            text("designation_id")
        )
    });
    let told = told.collect();
    (world, told)
}

#[test]
fn a_hit_says_where_it_stands_in_the_message() {
    let (_, told) = alerts(&message(
        "FIToFICstmrCdtTrf",
        "pacs.008.001.08",
        &[
            transaction("T1", ""),
            transaction("T2", "<Cdtr><Nm>Viktor Anatolijevitch Bout</Nm></Cdtr>"),
            transaction(
                "T3",
                "<CdtrAgt><FinInstnId><BICFI>CMSYSYDAXXX</BICFI></FinInstnId></CdtrAgt>",
            ),
            transaction(
                "T4",
                "<Cdtr><Id><PrvtId><Othr><Id>21N0532664</Id><SchmeNm><Cd>CCPT</Cd></SchmeNm></Othr></PrvtId></Id></Cdtr>",
            ),
            transaction(
                "T5",
                "<RmtInf><Ustrd>rent</Ustrd><Ustrd>IMO 9167289</Ustrd></RmtInf>",
            ),
            transaction(
                "T6",
                "<SplmtryData><Envlp><Any>for Viktor Anatolijevitch Bout</Any></Envlp></SplmtryData>",
            ),
        ],
    ));
    assert_eq!(
        told,
        [
            "T2 creditor CdtTrfTxInf[2]/Cdtr/Nm custom-bout",
            "T3 creditor_agent CdtTrfTxInf[3]/CdtrAgt custom-bank",
            "T4 creditor CdtTrfTxInf[4]/Cdtr custom-bout",
            "T5 remittance_information CdtTrfTxInf[5]/RmtInf/Ustrd custom-ship",
            "T6 other_text CdtTrfTxInf[6]/SplmtryData/Envlp/Any custom-bout",
        ]
    );
}

#[test]
fn the_customers_of_a_cover_payment_and_whoever_is_in_the_header_are_screened() {
    let covered = "<UndrlygCstmrCdtTrf><Dbtr><Nm>Maren Ostby</Nm></Dbtr><Cdtr><Nm>Viktor Anatolijevitch Bout</Nm></Cdtr>\
         </UndrlygCstmrCdtTrf>";
    let (_, told) = alerts(&message(
        "FICdtTrf",
        "pacs.009.001.08",
        &[transaction("C1", covered)],
    ));
    assert_eq!(
        told,
        ["C1 creditor CdtTrfTxInf[1]/UndrlygCstmrCdtTrf/Cdtr/Nm custom-bout"]
    );

    let header = "<InstgAgt><FinInstnId><BICFI>CMSYSYDA</BICFI></FinInstnId></InstgAgt></GrpHdr>";
    let text = message(
        "FIToFICstmrCdtTrf",
        "pacs.008.001.08",
        &[transaction("G1", ""), transaction("G2", "")],
    );
    let (_, told) = alerts(&text.replace("</GrpHdr>", header));
    assert_eq!(
        told,
        [
            "G1 instructing_agent GrpHdr/InstgAgt custom-bank",
            "G2 instructing_agent GrpHdr/InstgAgt custom-bank"
        ]
    );
}

#[test]
fn a_broken_transaction_is_rejected_with_whom_it_touches_and_the_others_are_decided() {
    let bout = "<Cdtr><Nm>Viktor Anatolijevitch Bout</Nm></Cdtr>";
    let text = message(
        "FIToFICstmrCdtTrf",
        "pacs.008.001.08",
        &[
            transaction("B1", bout).replace("5.00", "five"),
            transaction("B2", bout).replace("</Cdtr>", ""),
            transaction("B3", ""),
        ],
    );
    let (world, told) = alerts(&text);
    assert_eq!(told, [""; 0]);
    let rejects = rows(&world.path("run/rejects.csv"));
    let rejected: Vec<(&str, &str)> = rejects
        .iter()
        .map(|row| (&*row["payment_id"], &*row["touched"]))
        .collect();
    assert_eq!(rejected, [("B1", "custom-bout"), ("B2", "custom-bout")]);
    let decisions = rows(&world.path("run/decisions.csv"));
    let decided: Vec<(&str, &str)> = decisions
        .iter()
        .map(|row| (&*row["payment_id"], &*row["outcome"]))
        .collect();
    assert!(decided.contains(&("B3", "clear")), "{decided:?}");
}

#[test]
fn samples_of_real_messages_are_read_as_an_independent_reader_expects() {
    let Some(messages) = shared("messages") else {
        return;
    };
    let script = checkout().join("tests/messages.py");
    let run = Command::new("python3")
        .arg(script)
        .arg("--bin")
        .arg(BINARY)
        .arg("--messages")
        .arg(messages)
        .output();
    let Ok(run) = run else {
        eprintln!("skipped: there is no python3 to run tests/messages.py");
        return;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}
