//! Of each command: what its exit codes say, and which files it reads and writes.

use super::Row;

/// What a command that reads an index says of exit code 3.
const INDEX_OR_INPUT: &str = "an index or another file cannot be used; the line names it";

/// Where the lists are when nobody names an index.
const DEMONSTRATION: (&str, &str) = (
    "data/lists",
    "The demonstration's lists, where no --index is given: those of PORTCULLIS_DATA, else of the current folder or one above \
     it, else beside the program. They are compiled into the user's cache folder ($XDG_CACHE_HOME/portcullis, else \
     ~/.cache/portcullis).",
);
const INDEX: (&str, &str) = (
    "INDEX",
    "The lists as `portcullis compile` writes them, in one file that is opened in place.",
);
const RULES: (&str, &str) = (
    "data/programs, data/licenses, data/registries",
    "The rules of the demonstration, where neither an index nor rules are named.",
);
const RUN: (&str, &str) = (
    "DIR",
    "A run as `portcullis screen` writes it: decisions.csv, alerts.jsonl, summary.json, audit.jsonl and others.",
);

const WORDS: (&str, &str) = (
    "words.csv",
    "What reviewers said of cases, beside the folder of the run unless --words names another file; words.csv.lock beside it keeps \
     two from writing at once.",
);

const CONFIG: (&str, &str) = (
    "portcullis.toml",
    "Options of commands: the file of --config, else of PORTCULLIS_CONFIG, else of this name in the working directory.",
);

/// Every command.
pub const ROWS: &[Row] = &[
    Row {
        command: "",
        done: "done; nothing needs a person",
        attention: Some(
            "done; a payment needs a person or is stopped, something differs, or check has a hit",
        ),
        input: "an input or an index cannot be used: the line names file, line and reason, and nothing is decided",
        files: &[INDEX, DEMONSTRATION, RULES],
    },
    Row {
        command: "compile",
        done: "the index is written",
        attention: None,
        input: "a list cannot be read or is refused; INDEX is what it was",
        files: &[
            (
                "INDEX",
                "What is written, beside its name and renamed over it. What it held before is what the lists are compared with.",
            ),
            (
                "PATH",
                "A list as its authority publishes it: a file, or a folder with the files of one list.",
            ),
        ],
    },
    Row {
        command: "screen",
        done: "every record was read, and no payment needs a person",
        attention: Some(
            "the run is written; a payment is in review, rejected or blocked, or a record could not be read; or the run was told to end early, and can be gone on with",
        ),
        input: "a payments file, a rule file or the index cannot be used, and no run is left behind; or the run is written, and the batch is not what --control says",
        files: &[
            INDEX,
            DEMONSTRATION,
            RULES,
            (
                "DIR",
                "The run, in a folder that appears when it is whole: decisions.csv, alerts.jsonl, cases.csv, released.jsonl, suppressed.jsonl, unbound.jsonl, discounted.jsonl, rejects.csv, covers.csv, words.csv, summary.json, audit.jsonl; in a delta run ended.jsonl; in a signed run audit.sig. docs/runs.md has what each holds.",
            ),
            (
                ".portcullis-partial-DIR",
                "What an unfinished run has done, hidden beside DIR: screen --resume DIR goes on with it.",
            ),
            ("runs/", "Where a new folder is made for the run without --out."),
        ],
    },
    Row {
        command: "check",
        done: "there is no hit; what is discounted, near or a weak alias needs nobody",
        attention: Some("there is a hit"),
        input: "the index cannot be used; or there is no hit on the demonstration's lists, which proves nothing",
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "explain",
        done: "it is explained, whether it is a hit or not",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, DEMONSTRATION, RULES],
    },
    Row {
        command: "payments",
        done: "done",
        attention: None,
        input: "nothing of the payments can be read",
        files: &[],
    },
    Row {
        command: "payments show",
        done: "every record is shown",
        attention: Some("a record or a file could not be read, and others are shown"),
        input: "nothing of the payments can be read",
        files: &[],
    },
    Row {
        command: "lists",
        done: "done",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "lists show",
        done: "every designation that was asked for is shown",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "lists search",
        done: "the search is done, whether anything was found or not",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "lists diff",
        done: "the difference is shown, also where there is none",
        attention: None,
        input: "an index or a list cannot be used; the line names it",
        files: &[INDEX],
    },
    Row {
        command: "lists history",
        done: "the history of every designation that was asked for is shown",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "lists stats",
        done: "the counts are shown",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "lists fetch",
        done: "every list was fetched and can be read",
        attention: None,
        input: "a list could not be fetched or cannot be read; no folder is left that looks like it",
        files: &[(
            "DIR/KIND-YYYY-MM-DD",
            "A list, with a note of when and from where each of its files came.",
        )],
    },
    Row {
        command: "programs",
        done: "done",
        attention: None,
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "programs show",
        done: "the programs are shown",
        attention: None,
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "programs timeline",
        done: "the history is shown",
        attention: None,
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "programs calendar",
        done: "the days are shown",
        attention: None,
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "programs record",
        done: "the record is shown",
        attention: None,
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "programs export",
        done: "the programs are printed",
        attention: None,
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "programs simulate",
        done: "the assessment is shown, also where nothing changes",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, DEMONSTRATION, RULES],
    },
    Row {
        command: "licenses",
        done: "done; a check found nothing",
        attention: Some("a check found what a person should look at"),
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "licenses list",
        done: "the licenses are shown",
        attention: None,
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "licenses check",
        done: "nothing is likely wrong",
        attention: Some("a person should look at what is printed"),
        input: "a rule file cannot be used: the line names file, line and reason",
        files: &[RULES],
    },
    Row {
        command: "licenses test",
        done: "every payment is decided as it is expected",
        attention: Some("a payment is decided otherwise; the difference is shown"),
        input: "a folder or one of its files cannot be used: the line names file, line and reason",
        files: &[(
            "DIR",
            "Scenarios: lists.csv or index, payments.csv and expected.csv, and rules where the shipped ones are not meant; or folders of \
             such.",
        )],
    },
    Row {
        command: "licenses sample",
        done: "the sample is printed; of an audit, nothing was found wrong or unclear",
        attention: Some("the audit found something wrong or unclear"),
        input: "the run cannot be read, or the audit says something of no release of it: the line names file, line and reason",
        files: &[RUN],
    },
    Row {
        command: "licenses coverage",
        done: "the coverage is shown",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX, RULES],
    },
    Row {
        command: "evaluate",
        done: "the figures are shown, whatever they are",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[INDEX],
    },
    Row {
        command: "evaluate pairs",
        done: "the figures are shown, whatever they are",
        attention: None,
        input: "the file cannot be used: the line names file, line and reason",
        files: &[(
            "FILE",
            "Labelled pairs: CSV with the columns schema, name1, name2, is_match.",
        )],
    },
    Row {
        command: "evaluate screening",
        done: "the figures are shown, whatever they are",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[
            INDEX,
            (
                "FILE",
                "Labelled names: CSV with the columns query and list_id, or full_name.",
            ),
        ],
    },
    Row {
        command: "evaluate selftest",
        done: "the figures are shown, whatever they are",
        attention: None,
        input: "the index cannot be used, or has no name that a search looks at",
        files: &[
            INDEX,
            (
                "FILE",
                "Every variant that was missed: CSV with the columns kind, severity, designation_id, list, schema, script, listed, variant, score, nearest.",
            ),
        ],
    },
    Row {
        command: "evaluate tune",
        done: "the figures are shown, whatever they are",
        attention: None,
        input: INDEX_OR_INPUT,
        files: &[
            INDEX,
            (
                "FILE",
                "Names: CSV with a column query, full_name or name, and list_id where they are labelled; or payments in any format.",
            ),
        ],
    },
    Row {
        command: "verify",
        done: "the run is intact",
        attention: Some("the run is intact, and is another than the one whose head was noted (--head)"),
        input: "the run is not intact, bears no signature of --public-key, or the folder holds none: what is wrong is printed",
        files: &[
            RUN,
            (
                "audit.sig",
                "In a run that is signed: the Ed25519 signature of the last line of audit.jsonl, 64 bytes.",
            ),
        ],
    },
    Row {
        command: "replay",
        done: "the run made again is equal to the run",
        attention: Some("they differ: what differs is printed"),
        input: "the run is not intact or does not say how it was made, or an index, a rule file, the ledger or a payments file is not what it was",
        files: &[
            RUN,
            (
                "DIR/kept",
                "Copies of what the run was made from, where screen --keep was asked for; with --ledger, the ledger as it was before the run.",
            ),
        ],
    },
    Row {
        command: "cases",
        done: "done",
        attention: None,
        input: "nothing is written: the line says why",
        files: &[RUN, WORDS],
    },
    Row {
        command: "cases decide",
        done: "the word is written",
        attention: None,
        input: "nothing is written: the run has no such case, the person may not say it, no reason is given, or a file cannot be used",
        files: &[RUN, WORDS],
    },
    Row {
        command: "good-guys",
        done: "done",
        attention: None,
        input: "the run cannot be read, or has no such case",
        files: &[RUN],
    },
    Row {
        command: "good-guys from",
        done: "the entry is printed",
        attention: None,
        input: "the run cannot be read, has no such case, or the party of the case shows no identifier",
        files: &[RUN],
    },
    Row {
        command: "duties",
        done: "the duties are listed",
        attention: None,
        input: "DIR is no run, or a file of it cannot be read",
        files: &[RUN],
    },
    Row {
        command: "impact",
        done: "the account is written or printed",
        attention: None,
        input: "a folder holds no run, a run is not as it was written or is a delta run, or another file cannot be used: the line names it",
        files: &[RUN, RULES],
    },
    Row {
        command: "report",
        done: "the page is written; it begins with whether the run is intact",
        attention: None,
        input: "the folder holds no run, or a file of it cannot be read",
        files: &[RUN],
    },
    Row {
        command: "generate",
        done: "the data is written",
        attention: None,
        input: "the index cannot be used",
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "generate payments",
        done: "the payments are written",
        attention: None,
        input: "the index cannot be used",
        files: &[INDEX, DEMONSTRATION],
    },
    Row {
        command: "config",
        done: "done",
        attention: Some("config diff: a payment is decided otherwise"),
        input: "a configuration cannot be read, or something in it is wrong",
        files: &[CONFIG],
    },
    Row {
        command: "config check",
        done: "nothing is wrong",
        attention: None,
        input: "the file cannot be read, or something in it is wrong: a line each, with file and line",
        files: &[CONFIG],
    },
    Row {
        command: "config show",
        done: "it is shown",
        attention: None,
        input: "the file cannot be read, or something in it is wrong",
        files: &[CONFIG],
    },
    Row {
        command: "config diff",
        done: "no outcome differs",
        attention: Some("a payment is decided otherwise"),
        input: "a configuration, or a file that it names, cannot be used",
        files: &[CONFIG, INDEX, RULES],
    },
    Row {
        command: "completions",
        done: "the script is printed",
        attention: None,
        input: "never",
        files: &[(
            "/etc/bash_completion.d/portcullis",
            "Where a shell may look for it.",
        )],
    },
    Row {
        command: "man",
        done: "the pages are written",
        attention: None,
        input: "never",
        files: &[(
            "DIR/portcullis-COMMAND.1",
            "The page of each command, with --out DIR.",
        )],
    },
];
