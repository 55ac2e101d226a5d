//! Every mistake in a rule file is an error that names file, line and field.

mod support;

use support::Snippets;

/// Loads and expects one problem that mentions the file, the line, the field and the words.
#[track_caller]
fn refused(snippets: Snippets<'_>, file: &str, line: u64, field: &str, words: &str) {
    let error = snippets.load().expect_err("must be refused");
    let found = error.problems().iter().any(|problem| {
        problem.file.ends_with(file)
            && problem.line == Some(line)
            && problem.field.as_deref().unwrap_or("").contains(field)
            && problem.reason.contains(words)
    });
    assert!(found, "wanted {file}:{line} {field}: {words}; got:\n{error}");
    assert!(error.to_string().contains(&format!("{file}:{line}")), "{error}");
}

#[track_caller]
fn program(text: &str, line: u64, field: &str, words: &str) {
    refused(
        Snippets {
            programs: text,
            ..Snippets::default()
        },
        "programs.toml",
        line,
        field,
        words,
    );
}

#[track_caller]
fn license(lines: &str, line: u64, field: &str, words: &str) {
    let text = format!(
        "[[license]]\nid = \"L\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2022-12-21\n{lines}\n"
    );
    refused(
        Snippets {
            licenses: &text,
            ..Snippets::default()
        },
        "licenses.toml",
        line,
        field,
        words,
    );
}

/// The line that is meant, with carets below it.
#[track_caller]
fn marked(lines: &str, shown: &str) {
    let programs = format!("{PROGRAM}{lines}\n");
    let snippets = Snippets {
        programs: &programs,
        ..Snippets::default()
    };
    let error = snippets.load().expect_err("must be refused");
    let mark = error.problems()[0].mark.as_ref().expect("a place in the line");
    assert_eq!(format!("{}\n{}", mark.text, mark.carets()), shown);
}

#[test]
fn what_is_meant_of_a_line_has_carets_below_it() {
    marked(
        "places = [\"IR\", \"Iran\"]",
        "places = [\"IR\", \"Iran\"]\n                ^^^^^^",
    );
    marked(
        "ownership = \"half\" # of it",
        "ownership = \"half\" # of it\n            ^^^^^^",
    );
    marked("pleaces = [\"IR\"]", "pleaces = [\"IR\"]\n^^^^^^^");
    marked(
        "\tdebt_tenor_days = -1",
        "\tdebt_tenor_days = -1\n\t                  ^^",
    );
    marked(
        "aliases = [\"Łódź\", \"\"]",
        "aliases = [\"Łódź\", \"\"]\n                   ^^",
    );
    // What is not closed is meant where that is seen.
    marked("  [[program.phase]", "  [[program.phase]\n                  ^");
}

const PROGRAM: &str = "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\n";

#[test]
fn a_program_needs_an_id_an_authority_and_known_measures() {
    program(
        "[[program]]\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\n",
        1,
        "id",
        "missing",
    );
    program(
        "[[program]]\nid = \"P\"\nmeasures = [\"asset-freeze\"]\n",
        1,
        "program P: authority",
        "missing",
    );
    program(
        "[[program]]\nid = \"P\"\nauthority = \"UN\"\n",
        1,
        "measures",
        "missing",
    );
    program(
        "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\n  \"asset-freeze\",\n  \"asset-frieze\"]\n",
        6,
        "measures",
        "unknown measure `asset-frieze`",
    );
    program(
        "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = []\n",
        4,
        "measures",
        "empty list",
    );
}

#[test]
fn unknown_keys_and_wrong_types_are_named_with_their_line() {
    program(
        &format!("{PROGRAM}measure = \"asset-freeze\"\n"),
        5,
        "measure",
        "unknown field `measure`",
    );
    program("[[program]]\nid = 7\n", 2, "id", "expected a string");
    program(
        "[[programme]]\nid = \"P\"\n",
        1,
        "programme",
        "unknown field `programme`",
    );
    program("[[program]]\nid = \"P\n", 2, "id", "");
    program(
        &format!("{PROGRAM}[[program.phase]]\nfrom = 2006-12-23\nstate = \"in-force\"\nend = 1\n"),
        8,
        "end",
        "unknown field",
    );
    refused(
        Snippets {
            licenses: "[license]\nid = \"L\"\n",
            ..Snippets::default()
        },
        "licenses.toml",
        1,
        "license",
        "write [[license]] tables",
    );
    license("purpose = [\"food\"]", 7, "purpose", "unknown field `purpose`");
    license("purposes = \"food\"", 7, "purposes", "invalid type");
}

#[test]
fn one_mistake_in_a_license_hides_no_other() {
    let license = |line: &str| {
        format!(
            "[[license]]\nid = \"L\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2022-12-21\n{line}\n"
        )
    };
    let licenses = [
        license("purposes = \"food\"\ncurrencies = [\"US\"]\nlimit = 1"),
        license("countries = [\"AFG\"]"),
    ]
    .concat();
    let error = Snippets {
        licenses: &licenses,
        ..Snippets::default()
    }
    .load()
    .unwrap_err();
    let told: Vec<String> = error
        .problems()
        .iter()
        .map(|problem| {
            format!(
                "{} {}",
                problem.line.unwrap_or(0),
                problem.field.as_deref().unwrap_or("")
            )
        })
        .collect();
    assert_eq!(
        told[..4],
        [
            "7 license L: purposes",
            "8 license L: currencies",
            "9 license L: limit",
            "16 license L: countries"
        ],
        "{error}"
    );
}

#[test]
fn phases_begin_once_and_in_order() {
    let phase = |from: &str| format!("[[program.phase]]\nfrom = {from}\nstate = \"in-force\"\n");
    let two = |a: &str, b: &str| format!("{PROGRAM}{}{}", phase(a), phase(b));
    program(&two("2006-12-23", "2006-12-23"), 9, "phase.from", "overlap");
    program(&two("2016-01-16", "2006-12-23"), 9, "phase.from", "oldest first");
    program(&format!("{PROGRAM}{}", phase("2006-13-23")), 6, "", "");
    program(
        &format!("{PROGRAM}{}", phase("\"23.12.2006\"")),
        6,
        "phase.from",
        "not a calendar date",
    );
    program(
        &format!("{PROGRAM}{}", phase("2006-12-23T00:00:00Z")),
        6,
        "phase.from",
        "not a calendar date",
    );
    program(
        &format!("{PROGRAM}{}", phase("2006")),
        6,
        "phase.from",
        "not a date",
    );
    program(
        &format!("{PROGRAM}[[program.phase]]\nfrom = 2006-12-23\n"),
        5,
        "phase.state",
        "missing",
    );
    program(
        &format!("{PROGRAM}[[program.phase]]\nfrom = 2006-12-23\nstate = \"on\"\n"),
        7,
        "phase.state",
        "unknown state `on`",
    );
    program(
        &format!("{PROGRAM}{}review_by = 2005-01-01\n", phase("2006-12-23")),
        8,
        "phase.review_by",
        "before the phase begins",
    );
}

#[test]
fn a_name_means_one_program() {
    let other =
        "[[program]]\nid = \"Q\"\naliases = [\"P\"]\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\n";
    program(
        &format!("{PROGRAM}{other}"),
        5,
        "program Q: aliases",
        "already a name of program P",
    );
    program(
        &format!("{PROGRAM}{PROGRAM}"),
        5,
        "program P: id",
        "already a name",
    );
    program(
        &format!("{PROGRAM}aliases = [\"A\", \"A\"]\n"),
        5,
        "aliases",
        "twice",
    );
}

#[test]
fn a_ladder_can_be_climbed_by_monitors_that_exist() {
    let step = "[[program.step]]\nid = \"s\"\nmeasures = [\"asset-freeze\"]\nenter_when = \"breach\"\n";
    program(&format!("{PROGRAM}{step}"), 5, "monitors", "missing");
    program(
        &format!("{PROGRAM}monitors = [\"IAEA\"]\nquorum = 2\n{step}"),
        6,
        "quorum",
        "never be reached",
    );
    program(
        &format!("{PROGRAM}monitors = [\"IAEA\"]\nquorum = 0\n{step}"),
        6,
        "quorum",
        "from 1",
    );
    let monitored = format!("{PROGRAM}monitors = [\"IAEA\"]\n{step}");
    program(&format!("{monitored}{step}"), 10, "step.id", "twice");
    program(
        &format!("{monitored}ease_when = \"breach\"\n"),
        10,
        "step.ease_when",
        "both enter and ease",
    );
    program(
        &format!("{monitored}fallback = \"wait\"\n"),
        10,
        "step.fallback",
        "unknown fallback",
    );
    program(
        &format!("{monitored}min_days = -1\n"),
        10,
        "step.min_days",
        "from 0",
    );
}

#[test]
fn a_finding_names_a_program_a_criterion_and_a_monitor_that_exist() {
    let programs = format!(
        "{PROGRAM}monitors = [\"IAEA\"]\n[[program.step]]\nid = \"s\"\nmeasures = [\"asset-freeze\"]\nenter_when = \"breach\"\n"
    );
    let row = |row: &str, field: &str, words: &str| {
        let findings = format!("date,program,criterion,verdict,monitor,evidence\n{row}\n");
        refused(
            Snippets {
                programs: &programs,
                findings: &findings,
                ..Snippets::default()
            },
            "findings.csv",
            2,
            field,
            words,
        );
    };
    row(
        "2025-08-28,P,breach,met,ACME,report",
        "monitor",
        "`ACME` is not a monitor of P",
    );
    row(
        "2025-08-28,X,breach,met,IAEA,report",
        "program",
        "no file describes",
    );
    row("2025-08-28,P,breech,met,IAEA,report", "criterion", "no step of P");
    row(
        "2025-08-28,P,breach,maybe,IAEA,report",
        "verdict",
        "unknown verdict",
    );
    row(
        "2025-02-29,P,breach,met,IAEA,report",
        "date",
        "not a calendar date",
    );
    row("2025-02-28,P,breach,met,,report", "monitor", "empty");
    row("2025-02-28,P,breach,met", "", "fields");
    let findings = "date,program,criterion,verdict,monitor,proof\n";
    refused(
        Snippets {
            programs: &programs,
            findings,
            ..Snippets::default()
        },
        "findings.csv",
        1,
        "proof",
        "not a known column",
    );
}

#[test]
fn a_license_needs_a_condition() {
    license("", 1, "license L", "no condition at all");
    license(
        "actors = [\"ngo\"]\ncap = { value = \"5\", per = \"day\" }",
        8,
        "cap.currency",
        "missing",
    );
    license(
        "cap = { value = \"5\", currency = \"USD\" }",
        7,
        "cap.per",
        "missing",
    );
    license(
        "cap = { value = \"5\", currency = \"USD\", per = \"week\" }",
        7,
        "cap.per",
        "unknown cap period",
    );
    license(
        "cap = { currency = \"USD\", per = \"day\" }",
        7,
        "cap.value",
        "missing",
    );
    license(
        "max_amount = { value = \"5,00\", currency = \"USD\" }",
        7,
        "max_amount.value",
        "not an amount",
    );
    license(
        "max_amount = { value = 5.5, currency = \"USD\" }",
        7,
        "max_amount.value",
        "not an amount in quotes",
    );
    license(
        "max_amount = { value = \"0\", currency = \"USD\" }",
        7,
        "max_amount.value",
        "more than zero",
    );
    license(
        "max_amount = { value = \"5\" }",
        7,
        "max_amount.currency",
        "missing",
    );
    license(
        "max_amount = { value = \"5\", currency = \"DOLLARS\" }",
        7,
        "max_amount.currency",
        "is no currency",
    );
    license(
        "max_amount = { value = \"5\", currency = \"USD\", per = \"day\" }",
        7,
        "max_amount.per",
        "no period",
    );
}

#[test]
fn a_license_names_known_words_and_dates_in_order() {
    license(
        "purposes = [\"food\", \"snacks\"]",
        7,
        "purposes",
        "unknown purpose `snacks`",
    );
    license("purposes = []", 7, "purposes", "empty list");
    license("actor_roles = [\"debtor\"]", 7, "actor_roles", "without `actors`");
    license(
        "actors = [\"ngo\"]\nactor_roles = [\"payer\"]",
        8,
        "actor_roles",
        "unknown payment field",
    );
    license(
        "actors = [\"ngo\"]\nactor_roles = [\"remittance_information\"]",
        8,
        "actor_roles",
        "not a role",
    );
    license("countries = [\"AFG\"]", 7, "countries", "two letters of ISO 3166");
    license("currencies = [\"US\"]", 7, "currencies", "is no currency");
    license("reference = \" \"", 7, "reference", "empty");
    let version = |terms: &str| format!("[[license.version]]\n{terms}");
    let last_before_first = version("reference = [\"GL 8A\"]\nfrom = 2024-05-07\nuntil = 2024-05-06");
    license(
        &last_before_first,
        7,
        "version",
        "ends on 2024-05-06, before it begins (2024-05-07)",
    );
    license(
        &version("reference = [\"*\"]\nfrom = 2024-05-06"),
        8,
        "reference",
        "shows nothing",
    );
    license(
        &version("reference = [\"GL 8A\"]"),
        7,
        "version",
        "missing field `from`",
    );
    license(
        &format!(
            "reference = \"GL 8A\"\n{}",
            version("reference = [\"GL 8A\"]\nfrom = 2024-05-06")
        ),
        8,
        "version",
        "`GL 8A` is there twice",
    );
    license(
        "purposes = [\"food\"]\nvalid_until = 2022-12-20",
        8,
        "valid_until",
        "before valid_from",
    );
    license(
        "purposes = [\"food\"]\n[[license.exclude]]\n",
        8,
        "exclude",
        "empty",
    );
    license(
        "purposes = [\"food\"]\n[[license.exclude]]\nroles = [\"creditor\"]",
        9,
        "roles",
        "unknown field",
    );
    refused(
        Snippets {
            licenses: "[[license]]\nid = \"L\"\npurposes = [\"food\"]\n",
            ..Snippets::default()
        },
        "licenses.toml",
        1,
        "license L: valid_from",
        "does not work backwards",
    );
}

#[test]
fn license_ids_are_unique_over_all_files() {
    let one = "[[license]]\nid = \"L\"\nauthority = \"US\"\nkind = \"general\"\nprograms = [\"*\"]\nvalid_from = 2022-12-21\npurposes = [\"food\"]\n";
    refused(
        Snippets {
            licenses: &format!("{one}{one}"),
            ..Snippets::default()
        },
        "licenses.toml",
        8,
        "license L: id",
        "already",
    );
}

#[test]
fn a_registry_row_is_checked_column_by_column() {
    let row = |row: &str, line: u64, field: &str, words: &str| {
        let registry = format!("actor_id,name,class,bic,lei,account,valid_from,valid_until,source\n{row}\n");
        refused(
            Snippets {
                registry: &registry,
                ..Snippets::default()
            },
            "registry.csv",
            line,
            field,
            words,
        );
    };
    row("a,N,ngo,SHORT,,,,,s", 2, "bic", "not a BIC");
    row("a,N,ngo,,123,,,,s", 2, "lei", "not an LEI");
    row(
        "a,N,ngo,,,1,2024-01-32,,s",
        2,
        "valid_from",
        "not a calendar date",
    );
    row(
        "a,N,ngo,,,1,2024-01-31,2023-01-01,s",
        2,
        "valid_until",
        "before valid_from",
    );
    row("a,N,,,,1,,,s", 2, "class", "empty");
    row("a,N,ngo,,,1,,,s\na,M,ngo,,,2,,,s", 3, "actor_id", "already");
    refused(
        Snippets {
            registry: "actor_id,name,kind\n",
            ..Snippets::default()
        },
        "registry.csv",
        1,
        "kind",
        "not a known column",
    );
    refused(
        Snippets {
            registry: "name,bic\n",
            ..Snippets::default()
        },
        "registry.csv",
        1,
        "class",
        "missing",
    );
}

#[test]
fn an_institution_that_nobody_binds_is_refused() {
    let file = |text: &str, line: u64, field: &str, words: &str| {
        refused(
            Snippets {
                institution: text,
                ..Snippets::default()
            },
            "institution.toml",
            line,
            field,
            words,
        );
    };
    file("authorities = []\n", 1, "authorities", "no authority would bind");
    file("authority = [\"UN\"]\n", 1, "authority", "unknown field");
    file(
        "authorities = [\"UN\"]\n[[nexus]]\ncurrency = \"USD\"\n",
        2,
        "nexus.authority",
        "missing",
    );
    file(
        "authorities = [\"UN\"]\n[[nexus]]\ncurrency = \"dollar\"\nauthority = \"US\"\n",
        3,
        "nexus.currency",
        "is no currency",
    );
    file(
        "authorities = [\"EU\", \"un\", \"eu\"]\n",
        1,
        "authorities",
        "`eu` is there twice",
    );
    file("authorities = [\"UN\", \" \"]\n", 1, "authorities", "is empty");
}

#[test]
fn a_word_that_is_no_authority_is_named_with_its_line_once_the_lists_are_known() {
    let held = |institution: &str, lists: &[&str]| {
        Snippets {
            programs: "[[program]]\nid = \"P\"\nauthority = \"NO\"\nmeasures = [\"asset-freeze\"]\n",
            institution,
            ..Snippets::default()
        }
        .rules()
        .for_lists(lists)
    };
    let lists = ["UN", "US", "INTERNAL"];
    let error = held(
        "authorities = [\"UN\",\n  \"USA\"]\n[[nexus]]\ncurrency = \"EUR\"\nauthority = \"E.U.\"\n",
        &lists,
    )
    .unwrap_err();
    let told: Vec<String> = error
        .problems()
        .iter()
        .map(|p| format!("{:?} {:?} {}", p.line, p.field, p.reason))
        .collect();
    assert_eq!(
        told,
        [
            "Some(2) Some(\"institution: authorities\") `USA` is no authority that a list, a program or a license is of \
             (known: AU, CA, CH, EU, INTERNAL, JP, NO, UA, UK, UN, US)",
            "Some(5) Some(\"institution: nexus.authority\") `E.U.` is no authority that a list, a program or a license is \
             of (known: AU, CA, CH, EU, INTERNAL, JP, NO, UA, UK, UN, US)",
        ]
    );
    let rules = held("authorities = [\"un\", \"internal\", \"no\"]\n", &lists).unwrap();
    let missing: Vec<&str> = rules
        .missing_lists()
        .iter()
        .map(|m| m.authority.as_str())
        .collect();
    assert_eq!(missing, ["no"], "a program makes the word known, and no list");
}

#[test]
fn an_authority_without_a_list_is_told_once_with_its_place() {
    let rules = Snippets {
        institution: "authorities = [\"UN\", \"EU\"]\n[[nexus]]\ncurrency = \"USD\"\nauthority = \"US\"\n\
                      [[nexus]]\ncurrency = \"EUR\"\nauthority = \"us\"\n",
        ..Snippets::default()
    }
    .rules();
    assert_eq!(rules.missing_lists(), [], "no lists are known yet");
    let rules = rules.for_lists(&["UN"]).unwrap();
    let told: Vec<String> = rules.missing_lists().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].ends_with(
            "institution.toml:1: institution: authorities: no list of `EU` is in the index, so nothing that it prohibits \
             would be found"
        ),
        "{told:?}"
    );
    assert!(
        told[1].contains("institution.toml:4: institution: nexus.authority: no list of `US`"),
        "{told:?}"
    );
    assert_eq!(
        Snippets::default()
            .rules()
            .for_lists(&[])
            .unwrap()
            .missing_lists(),
        []
    );
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let error = Snippets {
        programs: "[[program]]\nid = \"P\"\n",
        registry: "actor_id,name,class,account\na,N,,1\n",
        institution: "authorities = []\n",
        ..Snippets::default()
    }
    .load()
    .unwrap_err();
    let files: Vec<_> = error
        .problems()
        .iter()
        .filter_map(|p| p.file.file_name())
        .collect();
    assert_eq!(
        files,
        [
            "programs.toml",
            "programs.toml",
            "registry.csv",
            "institution.toml"
        ]
    );
}

#[test]
fn missing_files_empty_folders_and_foreign_bytes_are_named() {
    use portcullis_exemptions::{RuleFiles, RuleKind, Rulebook};
    let folder = tempfile::tempdir().unwrap();
    let load = |path: &str| {
        let licenses = vec![folder.path().join(path)];
        Rulebook::load(&RuleFiles {
            licenses,
            ..RuleFiles::default()
        })
        .unwrap_err()
    };
    let missing = load("nothing.toml");
    assert!(missing.to_string().contains("cannot be read"));
    assert_eq!(missing.problems()[0].named_as, Some(RuleKind::Licenses));
    let load = |path: &str| load(path).to_string();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    assert!(load("empty").contains("holds no .toml"));
    std::fs::write(folder.path().join("latin.toml"), b"# fine\n# caf\xe9\n").unwrap();
    assert!(load("latin.toml").contains("latin.toml:2: is not UTF-8"));
    std::fs::write(folder.path().join("none.toml"), "# only a comment\n").unwrap();
    assert!(load("none.toml").contains("describes no license"));
}

#[test]
fn a_program_says_where_its_measures_come_from_and_how_sure_it_is_in_known_words() {
    program(
        &format!("{PROGRAM}measures_from = \"lists\"\n"),
        5,
        "program P: measures_from",
        "unknown source of measures `lists`",
    );
    program(
        &format!("{PROGRAM}confidence = \"sure\"\n"),
        5,
        "program P: confidence",
        "unknown confidence `sure`",
    );
    program(
        &format!("{PROGRAM}designations = []\n"),
        5,
        "program P: designations",
        "is an empty list",
    );
    program(
        &format!("{PROGRAM}exceptions = [\"un-1\"]\n"),
        5,
        "exceptions",
        "unknown field `exceptions`",
    );
}

#[test]
fn a_phase_changes_measures_and_reach_only_while_it_is_in_force() {
    let phase = |line: &str| {
        format!("{PROGRAM}[[program.phase]]\nfrom = 2014-07-16\nstate = \"terminated\"\n{line}\n")
    };
    for (line, key) in [
        ("measures = [\"sectoral-debt\"]", "phase.measures"),
        ("debt_tenor_days = 30", "phase.debt_tenor_days"),
        ("designations = [\"un-*\"]", "phase.designations"),
        ("except = [\"un-1\"]", "phase.except"),
    ] {
        program(&phase(line), 8, key, "is not in force; leave it out");
    }
    program(
        &phase("debt_tenor_days = -1"),
        8,
        "phase.debt_tenor_days",
        "must be from 0",
    );
    program(
        &phase("measures = [\"sectoral-dept\"]"),
        8,
        "phase.measures",
        "unknown measure `sectoral-dept`",
    );
    program(
        &phase("confidence = \"high\""),
        8,
        "phase.confidence",
        "unknown confidence `high`",
    );
}

#[test]
fn a_country_that_iso_3166_does_not_know_is_refused_where_it_would_fit_nothing() {
    license(
        "countries = [\"UK\"]",
        7,
        "countries",
        "`UK` is no country: the United Kingdom is GB",
    );
    license(
        "debtor_countries = [\"DE\", \"ZZ\"]",
        7,
        "debtor_countries",
        "`ZZ` is no country",
    );
    refused(
        Snippets {
            institution: "authorities = [\"UN\"]\n[[nexus]]\nauthority = \"UK\"\nparty_country = \"UK\"\n",
            ..Snippets::default()
        },
        "institution.toml",
        4,
        "nexus.party_country",
        "the United Kingdom is GB",
    );
}

#[test]
fn a_tenor_of_a_program_that_prohibits_no_debt_is_refused() {
    let says = "is of new debt, which the program does not prohibit";
    program(
        &format!("{PROGRAM}debt_tenor_days = 14\n"),
        5,
        "debt_tenor_days",
        says,
    );
    let phase = "[[program.phase]]\nfrom = 2020-01-01\nstate = \"in-force\"\ndebt_tenor_days = 14\n";
    program(&format!("{PROGRAM}{phase}"), 8, "debt_tenor_days", says);
}

#[test]
fn a_program_of_another_authority_than_its_entries_is_refused_by_its_id_and_by_its_alias() {
    let held = |aliases: &str, tag: &str| {
        let rules = Snippets {
            programs: &format!(
                "[[program]]\nid = \"P\"\n{aliases}authority = \"UN\"\nmeasures = [\"asset-freeze\"]\n"
            ),
            ..Snippets::default()
        }
        .rules();
        rules
            .check_authorities([(tag, "US")].into_iter())
            .map_err(|error| error.problems()[0].reason.clone())
    };
    assert_eq!(
        held("", "P"),
        Err("is `UN`, and entries are listed under it by US: licenses of UN would lift what US prohibits; correct the authority of the program or of the list".to_owned())
    );
    let by_alias = held("aliases = [\"SDGT\"]\n", "SDGT").unwrap_err();
    assert!(by_alias.contains("listed under it (`SDGT`) by US"), "{by_alias}");
    assert_eq!(held("", "SDGT"), Ok(()), "another tag is another program");
}

#[test]
fn a_day_of_another_age_and_a_milestone_before_the_program_are_refused() {
    let told = |lines: &str| {
        let loaded = Snippets {
            programs: &format!(
                "[[program]]\nid = \"P\"\nauthority = \"UN\"\nmeasures = [\"asset-freeze\"]\n[[program.phase]]\nfrom = {lines}"
            ),
            ..Snippets::default()
        }
        .load();
        loaded.err().map(|error| error.problems()[0].reason.clone())
    };
    let rest = "\nstate = \"in-force\"\n";
    for (day, year) in [("0202-01-01", 202), ("1899-12-31", 1899), ("2101-01-01", 2101)] {
        assert_eq!(
            told(&format!("{day}{rest}")),
            Some(format!(
                "`{day}` is in the year {year}, which no rule is of; write one from 1900 to 2100"
            ))
        );
    }
    assert_eq!(told(&format!("1900-01-01{rest}")), None);
    assert_eq!(
        told(&format!(
            "2020-01-01{rest}[[program.milestone]]\ndate = 1925-01-01\nreview = \"x\"\n"
        )),
        Some("1925-01-01 is before the program begins (2020-01-01)".to_owned())
    );
}

#[test]
fn rows_of_the_registry_that_are_likely_wrong_are_told() {
    let rules = Snippets {
        registry: "actor_id,name,class,lei,account\n\
                   a,A,ngo,529900T8BM49AURSDO56,NO9386011117948\n\
                   b,B,ngo,529900T8BM49AURSDO55,NO9386011117947;77\n\
                   c,C,ngo,,77\n\
                   d,D,ngo,,\n",
        ..Snippets::default()
    }
    .rules();
    assert_eq!(
        rules.lint_registry(),
        [
            "actor a of the registry has the LEI 529900T8BM49AURSDO56, whose check digits are wrong",
            "actor a of the registry has the account NO9386011117948, which looks like an IBAN and has wrong check digits",
            "actor c of the registry has the account 77, which is that of b, too",
            "actor d of the registry has no identifier, so no payment shows it; give its account, BIC or LEI",
        ]
    );
}
