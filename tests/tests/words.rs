//! Reviewers' words: `cases decide`, `screen --words`, `good-guys from`.

use std::collections::BTreeMap;

use portcullis_tests::{Done, rows};
use serde_json::Value;

use crate::world::{LIST, World};

/// One namesake with an account and a date of birth, one with neither, and a payment that nobody is asked about.
const NAMESAKES: &str = "\
payment_id,value_date,amount,currency,creditor_name,creditor_account,creditor_country,creditor_birth_date
N1,2024-03-01,100.00,EUR,Viktor Bout,NO9386011117947,NO,
N2,2024-03-01,200.00,EUR,Antonio Zagros Petroleum Trading LLC,,NO,
N3,2024-03-01,300.00,EUR,Lindqvist Bakery AB,SE4550000000058398257466,SE,
";

const REASON: &str = "another man, passport seen";

fn world() -> World {
    let world = World::of_list(LIST);
    world.write("first.csv", NAMESAKES);
    screen(&world, &["--out", "runs/first", "first.csv"]).exits(1);
    world
}

fn screen(world: &World, more: &[&str]) -> Done {
    let command = ["screen", "--index", "lists.pcx"].iter().chain(more);
    world.program().run(command.copied())
}

/// The case of the first payment with this id in a run.
fn case_of(world: &World, run: &str, payment: &str) -> String {
    let cases = rows(&world.path(&format!("{run}/cases.csv")));
    let case = cases.into_iter().find(|row| row["first_payment_id"] == payment);
    case.unwrap_or_else(|| panic!("no case of {payment} in {run}"))["case_id"].clone()
}

fn decide(world: &World, payment: &str, word: &str, more: &[&str]) -> Done {
    let case = case_of(world, "runs/first", payment);
    let command = [
        "cases",
        "decide",
        &case,
        word,
        "--run",
        "runs/first",
        "--who",
        "A. Berg",
    ];
    world.program().run(command.iter().chain(more).copied())
}

fn say(world: &World, payment: &str, word: &str) {
    decide(world, payment, word, &["--reason", REASON]).exits(0);
}

fn outcomes(world: &World, run: &str) -> BTreeMap<String, String> {
    let rows = rows(&world.path(&format!("{run}/decisions.csv")));
    rows.into_iter()
        .map(|row| (row["payment_id"].clone(), row["outcome"].clone()))
        .collect()
}

fn lines(world: &World, name: &str) -> Vec<Value> {
    let text = world.read(name);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

fn summary(world: &World, run: &str) -> Value {
    serde_json::from_str(&world.read(&format!("{run}/summary.json"))).expect("JSON")
}

/// Screens one payment to a creditor with the words that were said, and gives its alerts.
fn again(world: &World, creditor: &str, index: &str, more: &[&str]) -> Vec<Value> {
    world.write(
        "again.csv",
        format!(
            "payment_id,value_date,amount,currency,creditor_name,creditor_account,creditor_country,creditor_birth_date,\
             creditor_lei\nA1,2024-03-05,1.00,EUR,{creditor}\n"
        ),
    );
    let command = [
        "screen",
        "--force",
        "--index",
        index,
        "--words",
        "runs/words.csv",
        "--out",
        "again/run",
    ];
    let done = world
        .program()
        .run(command.iter().chain(more).copied().chain(["again.csv"]));
    let alerts = lines(world, "again/run/alerts.jsonl");
    done.exits(i32::from(!alerts.is_empty()));
    alerts
}

const AS_BEFORE: &str = "Viktor Bout,NO9386011117947,NO,,";

/// The one alert of [`again`] repeats the case of `N1`, and says why the word lets nothing pass.
fn comes_again(alerts: &[Value], world: &World, lapsed: &str) {
    let [alert] = alerts else {
        panic!("one alert is expected: {alerts:?}");
    };
    assert_eq!(alert["repeat_of"], case_of(world, "runs/first", "N1"));
    assert_eq!(alert["word"]["lapsed"], lapsed);
    assert_eq!(alert["word"]["why"], REASON);
}

#[test]
fn a_false_positive_lets_the_same_party_pass_and_is_on_record() {
    let world = world();
    say(&world, "N1", "false-positive");
    let case = case_of(&world, "runs/first", "N1");
    let done = screen(
        &world,
        &["--words", "runs/words.csv", "--out", "runs/second", "first.csv"],
    )
    .exits(1);
    assert!(
        done.stderr.contains(
            "reviewers' words: 1 hit let pass, 1 payment clear because of them: see suppressed.jsonl"
        ),
        "{}",
        done.stderr
    );
    let decided = outcomes(&world, "runs/second");
    assert_eq!(
        [&decided["N1"], &decided["N2"], &decided["N3"]],
        ["clear", "review", "clear"]
    );
    let row = &rows(&world.path("runs/second/decisions.csv"))[0];
    assert_eq!(row["hits"], "1", "as with a good guy, the hit counts");
    assert!(
        row["reason"].contains(&format!(
            "false-positive of case {case}, known by account NO9386011117947, said by A. Berg"
        )),
        "{}",
        row["reason"]
    );
    let passed = lines(&world, "runs/second/suppressed.jsonl");
    assert_eq!(passed.len(), 1);
    assert_eq!(passed[0]["word"]["case_id"], case);
    assert_eq!(passed[0]["word"]["why"], REASON);
    assert_eq!(passed[0]["designation_id"], "custom-bout");
    assert!(passed[0].get("repeat_of").is_none());
    let page = world.run(["report", "runs/second"]).exits(0).stdout;
    for text in [
        "<h2>1 hit that a reviewer's word lets pass</h2>",
        "<bdi>A. Berg</bdi> on ",
        REASON,
        "known by <bdi>account NO9386011117947</bdi>",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let words = &summary(&world, "runs/second")["words"];
    assert_eq!(
        [
            &words["given"],
            &words["applied"],
            &words["payments"],
            &words["waiting"]
        ],
        [1, 1, 1, 0]
    );
    assert_eq!(
        words["lapsed"],
        serde_json::json!({"expired": 0, "listed-changed": 0, "party-changed": 0, "no-identifier": 0, "identifier": 0})
    );
    let kept = &rows(&world.path("runs/second/words.csv"))[0];
    assert_eq!(
        (kept["case"].as_str(), kept["who"].as_str()),
        (case.as_str(), "A. Berg")
    );
    assert_eq!(kept["known_by"], "account:NO9386011117947");
    world.run(["verify", "runs/second"]).exits(0);

    // A run without words says so too.
    assert_eq!(summary(&world, "runs/first")["words"]["given"], 0);
    assert_eq!(world.read("runs/first/suppressed.jsonl"), "");
}

#[test]
fn applied_words_are_in_the_chain_and_a_run_is_made_again_with_its_own() {
    let world = world();
    say(&world, "N1", "false-positive");
    screen(
        &world,
        &["--words", "runs/words.csv", "--out", "runs/second", "first.csv"],
    )
    .exits(1);
    // The file grows, and is taken away.
    say(&world, "N1", "true-match");
    world.run(["replay", "runs/second"]).exits(0);
    std::fs::remove_file(world.path("runs/words.csv")).expect("it is there");
    world.run(["replay", "runs/second"]).exits(0);
    let words = world.read("runs/second/words.csv");
    world.write(
        "runs/second/words.csv",
        words.replace("passport seen", "passport sent"),
    );
    let verified = world.run(["verify", "runs/second"]).exits(3);
    assert!(verified.stdout.contains("words.csv"), "{}", verified.stdout);
}

#[test]
fn without_suppressions_a_run_decides_as_if_no_word_were_said_and_no_good_guy_known() {
    let world = world();
    say(&world, "N1", "false-positive");
    world.write(
        "good-guys.csv",
        "designation_id,party_account,reviewer,reason\ncustom-bout,NO9386011117947,m.lie,born 1990\n",
    );
    let more = [
        "--words",
        "runs/words.csv",
        "--good-guys",
        "good-guys.csv",
        "--no-suppressions",
        "--out",
        "runs/second",
        "first.csv",
    ];
    let done = screen(&world, &more).exits(1);
    assert!(done.stderr.contains("--no-suppressions"), "{}", done.stderr);
    for file in [
        "decisions.csv",
        "alerts.jsonl",
        "cases.csv",
        "suppressed.jsonl",
        "released.jsonl",
    ] {
        let [first, second] = ["first", "second"].map(|run| world.read(&format!("runs/{run}/{file}")));
        assert_eq!(first, second, "{file}");
    }
    let words = &summary(&world, "runs/second")["words"];
    assert_eq!(
        (&words["given"], &words["applied"], &words["left_out"]),
        (&1.into(), &0.into(), &true.into())
    );
    world.run(["replay", "runs/second"]).exits(0);
}

#[test]
fn a_name_alone_another_account_or_another_name_comes_again() {
    let world = world();
    say(&world, "N1", "false-positive");
    assert!(again(&world, AS_BEFORE, "lists.pcx", &[]).is_empty());
    // As it is written is no difference; where its country is not said, none is.
    assert!(again(&world, "VIKTOR  BOUT,no93 8601 1117 947,,,", "lists.pcx", &[]).is_empty());
    for (creditor, lapsed) in [
        ("Viktor Bout,,NO,,", "no-identifier"),
        ("Viktor Bout,NO9386011117948,NO,,", "party-changed"),
        ("Viktor Anatolijevitch Bout,NO9386011117947,NO,,", "party-changed"),
        (" Viktor Bout,NO9386011117947,RU,,", "party-changed"),
        ("Viktor Bout,NO9386011117947,NO,1968-01-13,", "party-changed"),
    ] {
        let alerts = again(&world, creditor, "lists.pcx", &[]);
        comes_again(&alerts, &world, lapsed);
        let case = &rows(&world.path("again/run/cases.csv"))[0];
        assert_eq!(
            case["repeat_of"],
            case_of(&world, "runs/first", "N1"),
            "{creditor}"
        );
        assert!(case["why"].contains("Repeats case "), "{}", case["why"]);
        assert_eq!(
            summary(&world, "again/run")["words"]["lapsed"][lapsed],
            1,
            "{creditor}"
        );
        world.run(["verify", "again/run"]).exits(0);
    }
    // One more identifier, of a kind that was not said, contradicts nothing.
    let with_lei = "Viktor Bout,NO9386011117947,NO,,529900T8BM49AURSDO55";
    assert!(again(&world, with_lei, "lists.pcx", &[]).is_empty());
}

#[test]
fn a_word_of_a_party_without_identifiers_is_kept_and_lets_nothing_pass() {
    let world = world();
    let done = decide(&world, "N2", "false-positive", &["--reason", REASON]).exits(0);
    assert!(
        done.stderr.contains("a name alone lets nothing pass"),
        "{}",
        done.stderr
    );
    screen(
        &world,
        &["--words", "runs/words.csv", "--out", "runs/second", "first.csv"],
    )
    .exits(1);
    let alerts = lines(&world, "runs/second/alerts.jsonl");
    let alert = alerts
        .iter()
        .find(|alert| alert["payment_id"] == "N2")
        .expect("it comes again");
    assert_eq!(alert["repeat_of"], alert["case_id"]);
    assert_eq!(alert["word"]["lapsed"], "no-identifier");
    // Nor does it where the party has an account since: who says that it is the same?
    let alerts = again(
        &world,
        "Antonio Zagros Petroleum Trading LLC,NO9386011117947,NO,,",
        "lists.pcx",
        &[],
    );
    assert_eq!(alerts[0]["word"]["lapsed"], "no-identifier");
}

#[test]
fn a_word_lapses_when_the_list_says_something_else_of_the_designation() {
    let world = world();
    say(&world, "N1", "false-positive");
    let amended = LIST.replace("1967-01-13", "1967-01-13;1970-01-13");
    world.write("amended.csv", amended);
    world
        .run(["compile", "--out", "amended.pcx", "custom:amended.csv"])
        .exits(0);
    let alerts = again(&world, AS_BEFORE, "amended.pcx", &[]);
    comes_again(&alerts, &world, "listed-changed");
    // What changes elsewhere on the list is nothing to it.
    world.write("other.csv", LIST.replace("1955", "1956"));
    world
        .run(["compile", "--out", "other.pcx", "custom:other.csv"])
        .exits(0);
    assert!(again(&world, AS_BEFORE, "other.pcx", &[]).is_empty());
}

#[test]
fn a_word_lapses_after_its_last_day() {
    let world = world();
    decide(
        &world,
        "N1",
        "false-positive",
        &["--reason", REASON, "--until", "2024-03-05"],
    )
    .exits(0);
    assert!(again(&world, AS_BEFORE, "lists.pcx", &["--as-of", "2024-03-05"]).is_empty());
    comes_again(
        &again(&world, AS_BEFORE, "lists.pcx", &["--as-of", "2024-03-06"]),
        &world,
        "expired",
    );
    // A payment of the past does not make a word count that has ended by the day of the run.
    comes_again(&again(&world, AS_BEFORE, "lists.pcx", &[]), &world, "expired");
}

#[test]
fn an_identifier_that_is_listed_is_nobodys_namesake() {
    let world = world();
    world.write(
        "first.csv",
        "payment_id,value_date,creditor_name,creditor_account,creditor_id\n\
         N1,2024-03-01,Viktor Bout,NO9386011117947,passport:21N0532664@RU\n",
    );
    screen(&world, &["--force", "--out", "runs/first", "first.csv"]).exits(1);
    let warned = decide(&world, "N1", "false-positive", &["--reason", REASON]).exits(0);
    assert!(
        warned
            .stderr
            .contains("warning: the hits of the case are by an identifier"),
        "{}",
        warned.stderr
    );
    let told = screen(
        &world,
        &["--words", "runs/words.csv", "--out", "runs/second", "first.csv"],
    )
    .exits(1);
    assert!(
        told.stderr
            .contains("1 case comes again although a word was said (identifier 1)"),
        "{}",
        told.stderr
    );
    assert_eq!(outcomes(&world, "runs/second")["N1"], "block");
    let alert = &lines(&world, "runs/second/alerts.jsonl")[0];
    assert_eq!(alert["repeat_of"], case_of(&world, "runs/first", "N1"));
    assert_eq!(alert["word"]["lapsed"], "identifier");
    assert_eq!(world.read("runs/second/suppressed.jsonl"), "");
}

#[test]
fn the_last_word_counts_and_only_a_false_positive_lets_anything_pass() {
    let world = world();
    say(&world, "N1", "false-positive");
    for word in [
        "true-match",
        "release",
        "reject",
        "block",
        "escalate",
        "confirmed",
    ] {
        say(&world, "N1", word);
        let word = if word == "confirmed" { "true-match" } else { word };
        let alerts = again(&world, AS_BEFORE, "lists.pcx", &[]);
        assert_eq!(alerts[0]["word"]["word"], word);
        assert!(alerts[0]["word"].get("lapsed").is_none());
        assert_eq!(alerts[0]["repeat_of"], case_of(&world, "runs/first", "N1"));
    }
    say(&world, "N1", "false-positive");
    assert!(again(&world, AS_BEFORE, "lists.pcx", &[]).is_empty());
}

#[test]
fn four_eyes_need_the_same_word_of_two_persons() {
    let world = World::of_list(LIST);
    world.write(
        "institution.toml",
        "authorities = [\"US\", \"UN\"]\n[words]\nfour_eyes = true\npeople = [\"A. Berg\", \"C. Dahl\"]\n",
    );
    world.write("first.csv", NAMESAKES);
    let rules = ["--institution", "institution.toml"];
    screen(
        &world,
        &[
            "--institution",
            "institution.toml",
            "--out",
            "runs/first",
            "first.csv",
        ],
    )
    .exits(1);
    let done = decide(&world, "N1", "false-positive", &["--reason", REASON]).exits(0);
    assert!(done.stderr.contains("a second person"), "{}", done.stderr);
    comes_again(&again(&world, AS_BEFORE, "lists.pcx", &rules), &world, "waiting");
    assert_eq!(summary(&world, "again/run")["words"]["waiting"], 1);
    // The same person twice is one person.
    let case = case_of(&world, "runs/first", "N1");
    let by = |who: &str| {
        world.run([
            "cases",
            "decide",
            &case,
            "false-positive",
            "--run",
            "runs/first",
            "--who",
            who,
            "--reason",
            REASON,
        ])
    };
    by("a. berg ").exits(0);
    comes_again(&again(&world, AS_BEFORE, "lists.pcx", &rules), &world, "waiting");
    let before = world.read("runs/words.csv");
    let done = by("E. Falk").exits(3);
    assert!(done.stderr.contains("E. Falk"), "{}", done.stderr);
    assert_eq!(world.read("runs/words.csv"), before);
    by("C. Dahl").exits(0);
    assert!(again(&world, AS_BEFORE, "lists.pcx", &rules).is_empty());
    let passed = &lines(&world, "again/run/suppressed.jsonl")[0];
    assert_eq!(
        (&passed["word"]["who"], &passed["word"]["second"]),
        (&"C. Dahl".into(), &"a. berg".into())
    );
    // Whoever's word does not count is refused in a file, too.
    world.write(
        "runs/words.csv",
        world.read("runs/words.csv").replace("C. Dahl", "E. Falk"),
    );
    let (code, said) = world.says([
        "screen",
        "--index",
        "lists.pcx",
        "--institution",
        "institution.toml",
        "--words",
        "runs/words.csv",
        "--out",
        "no",
        "first.csv",
    ]);
    assert_eq!(code, 3);
    assert!(said.contains("runs/words.csv:4: who: `E. Falk`"), "{said}");
    assert!(!world.path("no").exists());
}

#[test]
fn a_word_that_cannot_be_said_is_refused_by_name_and_nothing_is_written() {
    let world = world();
    let case = case_of(&world, "runs/first", "N1");
    let refused = |arguments: &[&str], says: &str| {
        let done = world.program().run(arguments.iter().copied()).exits(3);
        assert!(done.stderr.contains(says), "{}", done.stderr);
        assert_eq!(done.stderr.trim_end().lines().count(), 1, "{}", done.stderr);
        assert!(!world.path("runs/words.csv").exists());
    };
    refused(
        &[
            "cases",
            "decide",
            "0123456789abcdef",
            "release",
            "--run",
            "runs/first",
            "--reason",
            "x",
        ],
        "has no case `0123456789abcdef`",
    );
    refused(
        &["cases", "decide", &case, "release", "--run", "runs/first"],
        "a word needs a reason",
    );
    refused(
        &[
            "cases",
            "decide",
            &case,
            "release",
            "--run",
            "runs/first",
            "--reason",
            "  ",
        ],
        "a word needs a reason",
    );
    refused(
        &["good-guys", "from", "0123456789abcdef", "--run", "runs/first"],
        "has no case",
    );
    let no_account = case_of(&world, "runs/first", "N2");
    refused(
        &["good-guys", "from", &no_account, "--run", "runs/first"],
        "a name alone lets nothing pass",
    );
    // A word that there is not is one of the command line.
    world
        .run([
            "cases",
            "decide",
            &case,
            "perhaps",
            "--run",
            "runs/first",
            "--reason",
            "x",
        ])
        .exits(2);
}

#[test]
fn six_columns_written_by_hand_are_completed_from_the_runs_beside_them() {
    let world = world();
    let case = case_of(&world, "runs/first", "N1");
    let by_hand = |case: &str, day: &str| {
        world.write(
            "by-hand.csv",
            format!(
                "case,word,who,when,why,valid_until\n{case},false-positive,A. Berg,{day},\"{REASON}\",\n"
            ),
        );
    };
    for day in ["2030-01-01", "2024-03-02"] {
        by_hand(&case, day);
        screen(
            &world,
            &[
                "--force",
                "--words",
                "by-hand.csv",
                "--out",
                "runs/second",
                "first.csv",
            ],
        )
        .exits(1);
        assert_eq!(outcomes(&world, "runs/second")["N1"], "clear", "said on {day}");
        let kept = &rows(&world.path("runs/second/words.csv"))[0];
        assert!(kept["listed"].starts_with("custom-bout="), "{kept:?}");
    }
    let refused = || {
        let words = ["--words", "by-hand.csv", "--out", "runs/third", "first.csv"];
        screen(&world, &words).exits(3).stderr
    };
    by_hand("0123456789abcdef", "2024-03-02");
    let said = refused();
    assert!(
        said.contains("by-hand.csv:2: case: `0123456789abcdef` is no case of the runs"),
        "{said}"
    );
    assert!(!world.path("runs/third").exists());
    // Every mistake of a file has its line and column.
    world.write(
        "by-hand.csv",
        format!("case,word,who,when,why,valid_until\n{case},perhaps,,yesterday,,2024-02-30\n"),
    );
    let said = refused();
    for column in ["who", "why", "word", "when", "valid_until"] {
        assert!(
            said.contains(&format!("by-hand.csv:2: {column}: ")),
            "{column}: {said}"
        );
    }
}

#[test]
fn a_case_drafts_the_entry_of_a_good_guy() {
    let world = world();
    let case = case_of(&world, "runs/first", "N1");
    let draft = world
        .run([
            "good-guys",
            "from",
            &case,
            "--run",
            "runs/first",
            "--reviewer",
            "A. Berg",
        ])
        .exits(0);
    world.write("good-guys.csv", &draft.stdout);
    let more = [
        "--good-guys",
        "good-guys.csv",
        "--out",
        "runs/second",
        "first.csv",
        "--as-of",
        "2030-01-01",
    ];
    let refused = screen(&world, &more).exits(3);
    assert!(
        refused.stderr.contains("good-guys.csv:2: reason: is empty"),
        "{}",
        refused.stderr
    );
    let entry = world
        .run([
            "good-guys",
            "from",
            &case,
            "--run",
            "runs/first",
            "--reviewer",
            "A. Berg",
            "--reason",
            REASON,
        ])
        .exits(0);
    world.write("good-guys.csv", &entry.stdout);
    screen(&world, &more).exits(1);
    assert_eq!(outcomes(&world, "runs/second")["N1"], "clear");
    assert_eq!(
        lines(&world, "runs/second/released.jsonl")[0]["good_guys"][0]["reviewer"],
        "A. Berg"
    );
}

#[test]
fn a_delta_run_holds_the_same_words_against_both_lists() {
    let world = world();
    say(&world, "N1", "false-positive");
    let amended = LIST.replace("1967-01-13", "1967-01-13;1970-01-13");
    world.write("amended.csv", amended);
    world
        .run(["compile", "--out", "amended.pcx", "custom:amended.csv"])
        .exits(0);
    let delta = |index: &str, out: &str| {
        world.run([
            "screen",
            "--index",
            index,
            "--delta",
            "lists.pcx",
            "--words",
            "runs/words.csv",
            "--out",
            out,
            "first.csv",
        ])
    };
    delta("lists.pcx", "same").exits(0);
    assert_eq!(summary(&world, "same")["delta"]["unchanged"], 3);
    assert_eq!(world.read("same/suppressed.jsonl"), "", "it passed before, too");
    delta("amended.pcx", "changed").exits(1);
    let alert = &lines(&world, "changed/alerts.jsonl")[0];
    assert_eq!(
        (&alert["delta"], &alert["word"]["lapsed"]),
        (&"new".into(), &"listed-changed".into())
    );
    world.run(["verify", "changed"]).exits(0);
}

#[test]
fn a_word_is_held_against_a_name_that_is_checked() {
    let world = world();
    say(&world, "N1", "false-positive");
    let check = |more: &[&str], code: i32| {
        let command = ["check", "--index", "lists.pcx", "--words", "runs/words.csv"];
        world
            .program()
            .run(command.iter().chain(more).copied())
            .exits(code)
    };
    let account = ["--id", "account:NO93 8601 1117 947"];
    let known = [&account[..], &["--country", "NO", "--json", "Viktor Bout"]].concat();
    let json = check(&known, 0).json();
    assert_eq!(json["hits"], serde_json::json!([]));
    let passed = &json["suppressed"][0];
    assert_eq!(
        (
            &passed["designation_id"],
            &passed["word"]["who"],
            &passed["word"]["why"]
        ),
        (&"custom-bout".into(), &"A. Berg".into(), &REASON.into())
    );
    let told = check(&[&account[..], &["Viktor Bout"]].concat(), 0);
    assert!(
        told.stdout.contains("a reviewer's word lets it pass") && told.stdout.contains(REASON),
        "{}",
        told.stdout
    );
    // A name alone, another account, another country, a date of birth that the case did not state, another party.
    for (more, lapsed) in [
        (&["Viktor Bout"][..], "no-identifier"),
        (
            &["--id", "account:NO0000000000000", "Viktor Bout"],
            "party-changed",
        ),
        (
            &[account[0], account[1], "--country", "RU", "Viktor Bout"],
            "party-changed",
        ),
        (
            &[account[0], account[1], "--born", "1967", "Viktor Bout"],
            "party-changed",
        ),
        (
            &[account[0], account[1], "Viktor Anatolijevitch Bout"],
            "party-changed",
        ),
    ] {
        let json = check(&[&["--json"], more].concat(), 1).json();
        assert_eq!(json["hits"][0]["word"]["lapsed"], lapsed, "{more:?}: {json}");
        assert_eq!(json["suppressed"], Value::Null, "{more:?}");
    }
    let other = check(&["--json", "Al Shabaab"], 1).json();
    assert_eq!(other["hits"][0]["word"], Value::Null);
    // The certificate says it, and says it of nobody else.
    check(
        &[&account[..], &["--certificate", "bout.json", "Viktor Bout"]].concat(),
        0,
    );
    let certificate: Value = serde_json::from_str(&world.read("bout.json")).expect("JSON");
    assert_eq!(certificate["result"], "suppressed");
    assert_eq!(certificate["suppressed"][0]["word"]["who"], "A. Berg");
    check(
        &[&account[..], &["--certificate", "bout.html", "Viktor Bout"]].concat(),
        0,
    );
    let page = world.read("bout.html");
    assert!(
        page.contains("is let pass by a reviewer&#39;s word") && page.contains(REASON),
        "{page}"
    );
    // Whose words count, and that two are needed, is said as for a run.
    world.write(
        "institution.toml",
        "authorities = [\"US\", \"UN\"]\n\n[words]\nfour_eyes = true\n",
    );
    let institution = ["--institution", "institution.toml", "--json", "Viktor Bout"];
    let waiting = check(&[&account[..], &institution].concat(), 1).json();
    assert_eq!(waiting["hits"][0]["word"]["lapsed"], "waiting");
    world.write(
        "institution.toml",
        "authorities = [\"US\", \"UN\"]\n\n[words]\npeople = [\"C. Dahl\"]\n",
    );
    let refused = check(&[&account[..], &institution].concat(), 3);
    assert!(
        refused
            .stderr
            .contains("words.csv:2: who: `A. Berg` is none of those"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_run_with_words_goes_on_with_them_and_not_with_others() {
    let world = world();
    say(&world, "N1", "false-positive");
    let mut many = NAMESAKES.to_owned();
    for n in 0..200 {
        let creditor = if n % 20 == 0 {
            "Viktor Bout,NO9386011117947,NO,"
        } else {
            "Lindqvist Bakery AB,,SE,"
        };
        many.push_str(&format!("M{n},2024-03-01,{n}.00,EUR,{creditor}\n"));
    }
    world.write("many.csv", many);
    let begin = |run: &str, die: &str| {
        world
            .program()
            .with("PORTCULLIS_CHUNK_BYTES", "500")
            .with("PORTCULLIS_CHECKPOINT_BYTES", "2000")
            .with("PORTCULLIS_DIE_AT", die)
            .run([
                "screen",
                "--index",
                "lists.pcx",
                "--words",
                "runs/words.csv",
                "--out",
                run,
                "many.csv",
            ])
    };
    begin("runs/whole", "never").exits(1);
    assert_eq!(begin("runs/killed", "checkpoint: made:2").code, -1);
    let words = world.read("runs/words.csv");
    decide(&world, "N1", "true-match", &["--reason", REASON]).exits(0);
    let refused = world.run(["screen", "--resume", "runs/killed"]).exits(3);
    assert!(
        refused
            .stderr
            .contains("runs/killed: cannot go on: the reviewers' words changed"),
        "{}",
        refused.stderr
    );
    world.write("runs/words.csv", words);
    world.run(["screen", "--resume", "runs/killed"]).exits(1);
    for file in [
        "decisions.csv",
        "suppressed.jsonl",
        "words.csv",
        "audit.jsonl",
        "cases.csv",
        "alerts.jsonl",
    ] {
        let of = |run: &str| world.read(&format!("runs/{run}/{file}"));
        assert_eq!(of("killed"), of("whole"), "{file}");
    }
    assert_eq!(
        summary(&world, "runs/killed")["words"],
        summary(&world, "runs/whole")["words"]
    );
    assert!(lines(&world, "runs/killed/suppressed.jsonl").len() > 10);
}

#[test]
fn words_of_several_files_of_a_folder_are_one_account() {
    let world = world();
    for (name, word) in [("a", "true-match"), ("b", "false-positive")] {
        let file = format!("words/{name}.csv");
        std::fs::create_dir_all(world.path("words")).expect("a folder");
        decide(&world, "N1", word, &["--reason", REASON, "--words", &file]).exits(0);
    }
    screen(&world, &["--words", "words", "--out", "runs/second", "first.csv"]).exits(1);
    assert_eq!(
        outcomes(&world, "runs/second")["N1"],
        "clear",
        "the last word is the later one"
    );
    assert_eq!(summary(&world, "runs/second")["words"]["given"], 2);
    assert_eq!(summary(&world, "runs/second")["words"]["cases"], 1);
}
