//! Files that cannot be read, or not to their end: what is whole is decided, every other record is a reject by name, and the other
//! files of the batch are screened.

use std::{collections::BTreeMap, io::Write as _};

use flate2::{Compression, write::GzEncoder};
use portcullis_tests::{rows, write};

use crate::world::World;

/// A file, and what is to come of it, written down before it was tried.
struct File {
    name: &'static str,
    bytes: Vec<u8>,
    /// The payments that are decided.
    decided: &'static [&'static str],
    /// What the errors of its rejects say, in order.
    rejects: &'static [&'static str],
    /// What its rejects touch.
    touched: &'static [&'static str],
    /// Whether nothing of it can be read: by itself there is no run.
    is_refused: bool,
}

/// A file that is read in part.
fn partly(
    name: &'static str,
    bytes: impl AsRef<[u8]>,
    decided: &'static [&'static str],
    rejects: &'static [&'static str],
) -> File {
    File {
        name,
        bytes: bytes.as_ref().to_vec(),
        decided,
        rejects,
        touched: &[],
        is_refused: false,
    }
}

/// A file of which nothing is read.
fn refused(name: &'static str, bytes: impl AsRef<[u8]>, why: &'static [&'static str; 1]) -> File {
    File {
        is_refused: true,
        ..partly(name, bytes, &[], why)
    }
}

impl File {
    fn touches(self, touched: &'static [&'static str]) -> File {
        File { touched, ..self }
    }
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::none());
    packer.write_all(text.as_bytes()).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

fn pacs008(namespace: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{namespace}\"><FIToFICstmrCdtTrf>\
         <GrpHdr><MsgId>M</MsgId><IntrBkSttlmDt>2024-03-01</IntrBkSttlmDt></GrpHdr>\n{inside}"
    )
}

fn element(id: &str, creditor: &str) -> String {
    format!(
        "<CdtTrfTxInf><PmtId><EndToEndId>{id}</EndToEndId></PmtId><IntrBkSttlmAmt Ccy=\"EUR\">5.00</IntrBkSttlmAmt>\
         <Dbtr><Nm>Maren Ostby</Nm></Dbtr><Cdtr><Nm>{creditor}</Nm></Cdtr></CdtTrfTxInf>\n"
    )
}

fn object(id: &str, creditor: &str) -> String {
    format!(
        "{{\"PmtId\":{{\"EndToEndId\":\"{id}\"}},\"IntrBkSttlmAmt\":{{\"Ccy\":\"EUR\",\"#text\":\"5.00\"}},\
         \"Dbtr\":{{\"Nm\":\"Maren Ostby\"}},\"Cdtr\":{{\"Nm\":\"{creditor}\"}}}}"
    )
}

const JSON_HEADER: &str =
    r#"{"FIToFICstmrCdtTrf":{"GrpHdr":{"MsgId":"M","IntrBkSttlmDt":"2024-03-01"},"CdtTrfTxInf":["#;
const PAIN_HEADER: &str =
    r#"{"CstmrCdtTrfInitn":{"GrpHdr":{"MsgId":"M"},"PmtInf":[{"PmtInfId":"P","ReqdExctnDt":"2024-03-01","#;

fn mt103(id: &str, creditor: &str) -> String {
    format!(
        "{{1:F01BANKDEFFAXXX0000000000}}{{2:I103BANKFRPPXXXXN}}{{4:\r\n:20:{id}\r\n:23B:CRED\r\n:32A:240301EUR5,\r\n:50K:/1\r\nMAREN \
         OSTBY\r\n:59:/2\r\n{creditor}\r\n:71A:SHA\r\n-}}\r\n"
    )
}

const ACH: &str = "\
101 091000019 1210428822402290000A094101FEDERAL RESERVE BANK   MY BANK                       \n\
5200ACME TRADING                        1121042882PPDPAYROLL         240229   1121042880000001\n\
622231380104000000001        0000012345EMPLOYEE 1     MAREN OSTBY             0121042880000001\n\
622231380104000000002        0000012345EMPLOYEE 2     AL SHABAAB              0121042880000002\n";

fn fedwire(nth: u32, beneficiary: &str) -> String {
    format!(
        "{{1500}}30REF0001 T \n{{1510}}1000\n{{1520}}20240229MMQFMP3100000{nth}\n{{2000}}000000123456\n{{3100}}121042882MUSTER BANK*\n\
         {{3400}}231380104SPAR BANK*\n{{3600}}CTR*\n{{4200}}D5512345*{beneficiary}*STORGATAN 1*LUND*SWEDEN*\n{{5000}}1X1234567*MAREN \
         OSTBY*1 MAIN ST*NEW YORK NY**\n"
    )
}

const CSV: &str = "payment_id,value_date,amount,currency,debtor_name,creditor_name\n\
    C1,2024-03-01,1.00,EUR,Maren Ostby,Lindqvist Bakery AB\nC2,2024-03-01,1.00,EUR,Maren Ostby,Al Shabaab\n";

const LATIN: &[u8] = b"<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"><FIToFICstmrCdtTrf>\
    <GrpHdr><IntrBkSttlmDt>2024-03-01</IntrBkSttlmDt></GrpHdr><CdtTrfTxInf><PmtId><EndToEndId>L1</EndToEndId></PmtId>\
    <IntrBkSttlmAmt Ccy=\"EUR\">5.00</IntrBkSttlmAmt><Cdtr><Nm>J\xFCrgen Gro\xDF</Nm></Cdtr></CdtTrfTxInf></FIToFICstmrCdtTrf></Document>";

/// Files of all formats.
fn files() -> Vec<File> {
    let one = element("X1", "Lindqvist Bakery AB");
    let two = element("X2", "Al Shabaab");
    let both = format!("{one}{two}");
    let end = "</FIToFICstmrCdtTrf></Document>";
    let json = [object("J1", "Lindqvist Bakery AB"), object("J2", "Al Shabaab")];
    let page = "<!DOCTYPE html><html><body>Please log in</body></html>\n";
    let mut cyrillic = CSV.as_bytes().to_vec();
    cyrillic
        .extend(b"C3,2024-03-01,1.00,EUR,Maren Ostby,\xCC\xE0\xF0\xE8\xFF \xCF\xE5\xF2\xF0\xEE\xE2\xE0\n");
    let whole = packed(CSV);
    let shabaab: &[&str] = &["custom-shabaab"];
    vec![
        // Tables.
        partly("cut.csv", &CSV[..CSV.len() - 20], &["C1"], &["fields"]),
        partly("codepage.csv", &cyrillic, &["C1", "C2"], &["neither UTF-8 nor"]),
        refused("empty.csv", "", &["the file is empty"]),
        refused(
            "page.csv",
            format!("{page}<p>Al Shabaab</p>\n"),
            &["an HTML page"],
        )
        .touches(shabaab),
        refused(
            "no-id.csv",
            "creditor_name,amount\nAl Shabaab,1\n",
            &["no `payment_id` column"],
        )
        .touches(shabaab),
        refused("colors.csv", "color,size\nred,1\n", &["no known column"]),
        refused("report.pdf", "%PDF-1.7\n1 0 obj\n", &["a PDF document"]),
        // Packed.
        partly(
            "cut.csv.gz",
            &whole[..whole.len() - 40],
            &["C1"],
            &["ends too early"],
        ),
        refused("empty.csv.gz", packed(""), &["the file is empty"]),
        refused("nothing.gz", "", &["the file is empty"]),
        refused("page.gz", packed(page), &["an HTML page"]),
        // ISO 20022.
        partly(
            "cut.xml",
            pacs008("pacs.008.001.08", &both[..both.len() - 27]),
            &["X1"],
            &["is not closed"],
        )
        .touches(shabaab),
        partly(
            "between.xml",
            pacs008("pacs.008.001.08", &both),
            &["X1", "X2"],
            &["the message is not closed"],
        ),
        partly(
            "namespace.xml",
            pacs008("pacs.009.001.08", &format!("{both}{end}")),
            &[],
            &["pacs.009", "pacs.009"],
        )
        .touches(shabaab),
        partly("latin.xml", LATIN, &["L1"], &[]),
        refused(
            "statement.xml",
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt/></Document>",
            &["camt.053"],
        ),
        refused("nothing.xml", "<?xml version=\"1.0\"?>\n", &["XML"]),
        // The same as JSON.
        partly(
            "cut.json",
            format!("{JSON_HEADER}{},{}", json[0], &json[1][..json[1].len() - 3]),
            &["J1"],
            &["the message is cut"],
        )
        .touches(shabaab),
        partly(
            "inside.json",
            format!("{JSON_HEADER}{},{}", json[0], &json[1][..json[1].len() - 1]),
            &["J1"],
            &["the message is cut"],
        )
        .touches(shabaab),
        // What holds for all comes behind the transactions, and is lost.
        partly(
            "sorted.json",
            format!("{{\"FIToFICstmrCdtTrf\":{{\"CdtTrfTxInf\":[{}]", json.join(",")),
            &[],
            &[
                "the message is cut",
                "the message is cut",
                "the message is not closed",
            ],
        )
        .touches(shabaab),
        partly(
            "group.json",
            format!(
                "{PAIN_HEADER}\"Dbtr\":{{\"Nm\":\"Maren Ostby\"}},\"CdtTrfTxInf\":[{}",
                object("I1", "LNM").replace("IntrBkSttlmAmt", "InstdAmt")
            ),
            &["I1"],
            &["the message is not closed"],
        ),
        refused("nothing.json", "{}", &["JSON"]),
        // SWIFT MT.
        partly(
            "cut.fin",
            format!("{}{}", mt103("M1", "LNM"), &mt103("M2", "AL SHABAAB")[..132]),
            &["M1"],
            &["end"],
        )
        .touches(shabaab),
        partly(
            "no-text.fin",
            format!(
                "{{1:F01BANKDEFFAXXX0000000000}}{{2:I103BANKFRPPXXXXN}}\r\n{}",
                mt103("M1", "LNM")
            ),
            &["M1"],
            &["text"],
        ),
        // The American clearing house and Fedwire.
        partly(
            "cut.ach",
            ACH,
            &["121042880000001", "121042880000002"],
            &["no batch control; the file has no file control"],
        ),
        partly(
            "cut.fedwire",
            format!("{}{}", fedwire(1, "LNM"), &fedwire(2, "AL SHABAAB")[..80]),
            &["20240229MMQFMP31000001"],
            &["{2000}"],
        ),
    ]
}

/// More of them, which were not tried before the program was done.
fn held_back() -> Vec<File> {
    let json = [object("J1", "Lindqvist Bakery AB"), object("J2", "Al Shabaab")];
    let shabaab: &[&str] = &["custom-shabaab"];
    let ach = "622231380104000000003        00000";
    vec![
        refused(
            "login.xml",
            "<html><head><title>Session expired</title></head></html>",
            &["an HTML page"],
        ),
        refused("damaged.gz", b"\x1F\x8B\x08\x00 this was never packed", &["gzip"]),
        refused(
            "map.csv",
            "payment_id,creditor_nmae\nP1,Al Shabaab\n",
            &["`creditor_nmae` is not known"],
        )
        .touches(shabaab),
        refused(
            "book.xlsx",
            b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
            &["a spreadsheet"],
        ),
        refused(
            "debits.xml",
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.008.001.02\"><CstmrDrctDbtInitn/></Document>",
            &["pain.008"],
        ),
        partly(
            "between.json",
            format!("{JSON_HEADER}{}", json.join(",")),
            &["J1", "J2"],
            &["the message is not closed"],
        ),
        partly(
            "report.fin",
            format!(
                "{}{}",
                mt103("M1", "LNM"),
                mt103("M2", "LNM").replace("I103", "I940")
            ),
            &["M1"],
            &["MT940"],
        ),
        partly(
            "line.ach",
            format!("{ACH}{ach}"),
            &["121042880000001", "121042880000002"],
            &["", "no batch control; the file has no file control"],
        ),
        refused("blank.fedwire", "\n\n", &[""]),
    ]
}

fn decided(world: &World, run: &str, file: &str) -> Vec<String> {
    let rows = rows(&world.path(&format!("{run}/decisions.csv")));
    let of_file = rows.iter().filter(|row| row["file"].ends_with(file));
    of_file.map(|row| row["payment_id"].clone()).collect()
}

fn rejected(world: &World, run: &str, file: &str) -> Vec<BTreeMap<String, String>> {
    let rows = rows(&world.path(&format!("{run}/rejects.csv")));
    rows.into_iter()
        .filter(|row| row["file"].ends_with(file))
        .collect()
}

/// What is not as it was to be, of a file in a run.
fn differences(world: &World, run: &str, file: &File) -> Vec<String> {
    let path = format!("/{}", file.name);
    let mut told = Vec::new();
    let decided = decided(world, run, &path);
    if decided != file.decided {
        told.push(format!("{}: decided {decided:?}", file.name));
    }
    let rejects = rejected(world, run, &path);
    let is_as_said = rejects.len() == file.rejects.len()
        && rejects
            .iter()
            .zip(file.rejects)
            .all(|(reject, said)| reject["error"].contains(said));
    if !is_as_said {
        let reasons: Vec<&String> = rejects.iter().map(|reject| &reject["error"]).collect();
        told.push(format!("{}: rejected {reasons:?}", file.name));
    }
    let touched: Vec<&str> = rejects
        .iter()
        .flat_map(|reject| reject["touched"].split(';'))
        .filter(|id| !id.is_empty())
        .collect();
    if touched != file.touched {
        told.push(format!("{}: touched {touched:?}", file.name));
    }
    told
}

/// Holds what comes of each file by itself and of all in one folder to what was written down.
fn hold(files: &[File]) {
    let world = World::new();
    let mut told = Vec::new();
    for file in files {
        write(world.folder(), &format!("all/{}", file.name), &file.bytes);
        let alone = format!("{}-alone", file.name);
        let path = format!("all/{}", file.name);
        let done = world
            .program()
            .run(["screen", "--index", "lists.pcx", "--out", &alone, &path]);
        let needs_person = !file.rejects.is_empty() || file.decided.len() > 1;
        let code = if file.is_refused {
            3
        } else {
            i32::from(needs_person)
        };
        if done.code != code {
            told.push(format!(
                "{}: exit code {} by itself: {}",
                file.name, done.code, done.stderr
            ));
        }
        if file.is_refused {
            assert!(!world.path(&alone).exists(), "{}: there is no run", file.name);
            assert!(done.stderr.contains(&path), "{}", done.stderr);
        } else {
            told.extend(differences(&world, &alone, file));
        }
    }
    write(
        world.folder(),
        "all/zz-good.csv",
        CSV.replace('C', "G").replace("Geur", "Ceur"),
    );
    let done = world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "all"])
        .exits(3);
    for file in files {
        told.extend(differences(&world, "run", file));
        let is_named = done
            .stderr
            .contains(&format!("{}: nothing of it could be read: ", file.name));
        assert_eq!(is_named, file.is_refused, "{}", done.stderr);
    }
    assert_eq!(
        decided(&world, "run", "/zz-good.csv"),
        ["G1", "G2"],
        "the good file is decided"
    );
    let summary: serde_json::Value =
        serde_json::from_str(&world.read("run/summary.json")).expect("it is JSON");
    let count = |of: fn(&File) -> usize| files.iter().map(of).sum::<usize>();
    let (decided, rejected) = (
        count(|file| file.decided.len()) + 2,
        count(|file| file.rejects.len()),
    );
    assert!(told.is_empty(), "{}", told.join("\n"));
    assert_eq!(summary["decided"], decided);
    assert_eq!(summary["rejected"], rejected);
    assert_eq!(summary["records"], decided + rejected);
    assert_eq!(
        summary["files_refused"],
        count(|file| usize::from(file.is_refused))
    );
    world.run(["verify", "run"]).exits(0);
}

#[test]
fn what_is_whole_of_a_bad_file_is_decided_and_the_other_files_of_the_batch_are() {
    hold(&files());
}

#[test]
fn so_it_is_with_files_that_were_held_back() {
    hold(&held_back());
}

#[test]
fn a_batch_of_bad_files_alone_is_refused_and_each_is_named() {
    let world = World::new();
    world.write("a.csv", "");
    world.write("b.csv", "color,size\nred,1\n");
    let done = world
        .run(["screen", "--index", "lists.pcx", "--out", "run", "a.csv", "b.csv"])
        .exits(3);
    let lines: Vec<&str> = done.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].contains("a.csv: ") && lines[1].contains("b.csv:1: "),
        "{lines:?}"
    );
    assert!(!world.path("run").exists());
    // One that is not there is a slip of whoever typed it.
    let done = world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--out",
            "run",
            "payments.csv",
            "missing.csv",
        ])
        .exits(3);
    assert!(
        done.stderr.contains("missing.csv: cannot be read"),
        "{}",
        done.stderr
    );
    assert!(!world.path("run").exists());
}

#[test]
fn a_run_with_a_bad_file_can_be_made_again_and_explained() {
    let world = World::new();
    world.write("bad.csv", "<html>log in</html>");
    world
        .run([
            "screen",
            "--index",
            "lists.pcx",
            "--keep",
            "--out",
            "run",
            "bad.csv",
            "payments.csv",
        ])
        .exits(3);
    world.run(["replay", "run"]).exits(0);
    std::fs::remove_file(world.path("bad.csv")).expect("it is there");
    world.run(["replay", "run"]).exits(0);
    world.write("bad.csv", "<html>log in</html>");
    let done = world.run(["explain", "--run", "run", "P2"]).exits(0);
    assert!(done.stdout.contains("P2"), "{}", done.stdout);
}
