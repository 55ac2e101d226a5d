//! `portcullis.toml`: options in a file, and `config`.

use portcullis_tests::rows;
use serde_json::Value;

use crate::world::World;

const CONFIG: &str = "\
[screen]
index = \"lists.pcx\"
sensitivity = \"broad\"
threads = 1
ignore-conflicts = true
require = [\"payment_id\", \"creditor_name\"]
";

fn world() -> World {
    let world = World::new();
    world.write("portcullis.toml", CONFIG);
    world
}

fn summary(world: &World, run: &str) -> Value {
    serde_json::from_str(&world.read(&format!("{run}/summary.json"))).expect("JSON")
}

#[test]
fn options_of_a_file_hold_below_those_of_the_command_line() {
    let world = world();
    let done = world.run(["screen", "--out", "run", "payments.csv"]).exits(1);
    assert!(
        done.stderr
            .contains("5 options of portcullis.toml (by the working directory)"),
        "{}",
        done.stderr
    );
    let held = summary(&world, "run");
    assert_eq!(held["configuration"]["threshold"], 0.845);
    assert_eq!(held["configuration"]["ignore_conflicts"], true);
    assert_eq!(held["run"]["threads"], 1);
    // An option, and one that excludes an option of the file.
    world
        .run([
            "screen",
            "--threads",
            "2",
            "--sensitivity",
            "strict",
            "--out",
            "strict",
            "payments.csv",
        ])
        .exits(1);
    let held = summary(&world, "strict");
    assert_eq!(
        (&held["configuration"]["threshold"], &held["run"]["threads"]),
        (&0.93.into(), &2.into())
    );
    world
        .run(["screen", "--threshold", "0.9", "--out", "number", "payments.csv"])
        .exits(1);
    assert_eq!(summary(&world, "number")["configuration"]["threshold"], 0.9);
    // What was made with a file is made again without it.
    std::fs::remove_file(world.path("portcullis.toml")).expect("it is there");
    world.run(["replay", "run"]).exits(0);
}

#[test]
fn a_file_is_named_by_an_option_before_the_environment_and_its_paths_are_beside_it() {
    let world = World::new();
    std::fs::create_dir(world.path("etc")).expect("a folder");
    std::fs::rename(world.path("lists.pcx"), world.path("etc/lists.pcx")).expect("it is moved");
    world.write("etc/bank.toml", CONFIG);
    for arguments in [
        [
            "--config",
            "etc/bank.toml",
            "screen",
            "--out",
            "a",
            "payments.csv",
        ],
        [
            "screen",
            "--config=etc/bank.toml",
            "--force",
            "--out",
            "a",
            "payments.csv",
        ],
    ] {
        let done = world.run(arguments).exits(1);
        assert!(
            done.stderr.contains("options of etc/bank.toml (by --config)"),
            "{}",
            done.stderr
        );
    }
    let path = summary(&world, "a")["run"]["index_path"]
        .as_str()
        .expect("a path")
        .to_owned();
    assert!(path.ends_with("etc/lists.pcx"), "{path}");
    let (code, said) = world.says(["screen", "--config", "none.toml", "payments.csv"]);
    assert_eq!(code, 3);
    assert!(
        said.contains("none.toml: the configuration cannot be read"),
        "{said}"
    );
}

#[test]
fn what_every_command_takes_may_stand_in_the_table_of_one() {
    let world = world();
    world.write(
        "portcullis.toml",
        format!("{CONFIG}log = \"json\"\nlog-file = \"run.log\"\n"),
    );
    let done = world.run(["screen", "--out", "run", "payments.csv"]).exits(1);
    assert!(
        done.stderr.contains("7 options of portcullis.toml"),
        "{}",
        done.stderr
    );
    assert!(world.read("run.log").contains("\"message\":\"screening ends\""));
    world
        .run([
            "screen",
            "--log-file",
            "other.log",
            "--out",
            "other",
            "payments.csv",
        ])
        .exits(1);
    assert!(world.read("other.log").contains("screening ends"));
    // Which file holds is not for a file to say.
    world.write("portcullis.toml", "[screen]\nconfig = \"other.toml\"\n");
    let (code, said) = world.says(["config", "check"]);
    assert_eq!(code, 3);
    assert!(said.contains("`config` is no option of it"), "{said}");
}

#[test]
fn what_is_wrong_with_a_file_is_told_where_it_stands_and_nothing_is_done() {
    let world = World::new();
    world.write(
        "portcullis.toml",
        "[screen]\nindex = \"lists.pcx\"\ntreshold = 0.9\nthreads = \"many\"\nkeep = \"yes\"\n\n[scren]\n",
    );
    let (code, said) = world.says(["config", "check"]);
    assert_eq!(code, 3);
    insta::assert_snapshot!(said, @r#"
    portcullis: portcullis.toml:3: screen: `treshold` is no option of it; `threshold` is
      treshold = 0.9
      ^^^^^^^^
    portcullis: portcullis.toml:4: screen: `threads`: invalid digit found in string
      threads = "many"
                ^^^^^^
    portcullis: portcullis.toml:5: screen: `keep` is a switch: true or false, not a string
      keep = "yes"
             ^^^^^
    portcullis: portcullis.toml:7: `scren` is no command, which a table is named after; `screen` is
      [scren]
       ^^^^^
    "#);
    let (code, again) = world.says(["screen", "--out", "run", "payments.csv"]);
    assert_eq!((code, again), (3, said));
    assert!(!world.path("run").exists());
    world.write("portcullis.toml", "[screen\n");
    let (code, said) = world.says(["config", "check", "portcullis.toml"]);
    assert_eq!(code, 3);
    assert!(said.starts_with("portcullis: portcullis.toml:1: "), "{said}");
    world.write("portcullis.toml", CONFIG);
    let (code, said) = world.says(["config", "check"]);
    assert_eq!(
        (code, said.as_str()),
        (0, "portcullis: portcullis.toml: nothing is wrong; 5 options")
    );
}

#[test]
fn what_holds_is_shown_with_where_it_is_from() {
    let world = world();
    let shown = world.run(["config", "show", "--json"]).exits(0).json();
    assert_eq!(shown.as_array().expect("a list").len(), 5);
    let shown = world.run(["config", "show", "--json", "screen"]).exits(0).json();
    let of = |option: &str| {
        let mut all = shown.as_array().expect("a list").iter();
        all.find(|held| held["option"] == option)
            .expect("an option of it")
            .clone()
    };
    assert_eq!(of("threads")["value"], "1");
    assert_eq!(of("threads")["from"], "portcullis.toml:4");
    assert_eq!(
        (&of("umask")["value"], &of("umask")["from"]),
        (&"077".into(), &"default".into())
    );
    assert_eq!(of("ledger")["value"], Value::Null);
    world.run(["config", "show", "nonsense"]).exits(2);
}

#[test]
fn two_configurations_are_compared_by_what_they_decide() {
    let world = World::new();
    world.write(
        "payments.csv",
        "payment_id,value_date,amount,currency,creditor_name\n\
         D1,2024-03-01,1.00,EUR,Antonio Zagros Petroleum Trading LLC\n\
         D2,2024-03-01,1.00,EUR,Al Shabaab\nD3,2024-03-01,1.00,EUR,Lindqvist Bakery AB\n",
    );
    world.write("a.toml", "[screen]\nindex = \"lists.pcx\"\n");
    world.write("b.toml", "[screen]\nindex = \"lists.pcx\"\nthreshold = 0.99\n");
    world
        .run(["config", "diff", "a.toml", "a.toml", "--on", "payments.csv"])
        .exits(0);
    let differs = world
        .run(["config", "diff", "a.toml", "b.toml", "--on", "payments.csv"])
        .exits(1);
    assert!(
        differs.stdout.contains("D1") && !differs.stdout.contains("D2"),
        "{}",
        differs.stdout
    );
    let told = world
        .run([
            "config",
            "diff",
            "--json",
            "a.toml",
            "b.toml",
            "--on",
            "payments.csv",
        ])
        .exits(1)
        .json();
    assert_eq!((&told["records"], &told["changed"]), (&3.into(), &1.into()));
    assert_eq!(told["outcomes"]["review"]["clear"], 1);
    assert_eq!(told["payments"][0]["payment_id"], "D1");
    assert!(!rows(&world.path("payments.csv")).is_empty() && !world.path("runs").exists());
}
