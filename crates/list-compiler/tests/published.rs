//! The real lists, where they are at hand: what is read is what the files hold.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use portcullis_list_compiler::{
    Compilation, CompileOptions, Reason, SourceKind, SourceReport, SourceSpec, read,
};
use portcullis_model::{Designation, IdentifierKind, NameKind};

/// The folder of real lists beside the repository, or `None` with a line that says what is skipped.
fn lists(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/lists")).join(folder);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn kind(word: &str) -> SourceKind {
    word.parse().unwrap()
}

fn compiled(kind: SourceKind, folder: &str) -> Option<Compilation> {
    let path = lists(folder)?;
    Some(read(&[SourceSpec::new(kind, path)], &CompileOptions::default()).unwrap())
}

fn find<'c>(compilation: &'c Compilation, id: &str) -> &'c Designation {
    compilation.designations.iter().find(|d| d.id == id).unwrap()
}

fn counts(report: &SourceReport) -> (u64, u64, u64) {
    (report.designations, report.alias_records, report.address_records)
}

#[test]
fn ofac_2021_07_has_as_many_designations_aliases_and_addresses_as_its_files() {
    let Some(compilation) = compiled(kind("ofac-sdn"), "ofac-sdn-2021-07") else {
        return;
    };
    let report = &compilation.reports[0];
    assert_eq!(counts(report), (8_976, 11_910, 13_837));
    assert_eq!(report.aliases, 11_910);
    assert_eq!(report.warnings, Vec::<String>::new());
    let by_schema: Vec<(&str, u64)> = report.by_schema.iter().map(|(k, v)| (*k, *v)).collect();
    assert_eq!(
        by_schema,
        [
            ("aircraft", 277),
            ("organization", 3_673),
            ("person", 4_620),
            ("vessel", 406)
        ]
    );
    assert_eq!(compilation.sources[0].designations, 8_976);
    // A drift of the format shows here first: about 40,000 clauses are understood.
    assert!(report.not_understood.values().sum::<u64>() < 500);
}

#[test]
fn facts_inside_ofac_remarks_are_read() {
    let Some(compilation) = compiled(kind("ofac-sdn"), "ofac-sdn-2021-07") else {
        return;
    };
    // The remarks run over into sdn_comments.csv in the middle of `Phone Number`.
    let person = find(&compilation, "ofac-28264");
    assert_eq!(person.programs, ["DPRK3", "CYBER2"]);
    let phones: Vec<&str> = person
        .identifiers
        .iter()
        .filter(|i| i.kind == IdentifierKind::Phone)
        .map(|i| i.value.as_str())
        .collect();
    assert_eq!(phones, ["8613314257947", "8618004121000"]);
    assert!(
        person
            .identifiers
            .iter()
            .any(|i| i.to_string() == "national-id:210302198701102136@CN")
    );
    assert_eq!(
        person
            .identifiers
            .iter()
            .filter(|i| i.kind == IdentifierKind::Crypto)
            .count(),
        12
    );
    let weak: Vec<&str> = person
        .names
        .iter()
        .filter(|n| n.kind == NameKind::WeakAlias)
        .map(|n| n.text.as_str())
        .collect();
    assert_eq!(weak, ["blackjack1987", "khaleesi"]);
    assert_eq!(person.relations[0].to, "LAZARUS GROUP");
    assert!(
        person.relations[0]
            .to_id
            .as_deref()
            .is_some_and(|id| id.starts_with("ofac-"))
    );

    let aircraft = find(&compilation, "ofac-15431");
    let kinds: Vec<String> = aircraft
        .identifiers
        .iter()
        .map(|i| format!("{}:{}", i.kind, i.value))
        .collect();
    assert_eq!(
        kinds,
        [
            "tail:EP-GOM",
            "aircraft-serial:8401",
            "aircraft-serial:1023409321"
        ]
    );
    assert_eq!(aircraft.flags, ["YAS AIR"]);

    let tails = compilation.designations.iter().flat_map(|d| &d.identifiers);
    let tails: BTreeSet<&str> = tails
        .filter(|i| i.kind == IdentifierKind::Tail)
        .map(|i| i.value.as_str())
        .collect();
    assert!(
        ["EP-GOM", "EK-30064", "N200VR", "YV2040"]
            .iter()
            .all(|tail| tails.contains(tail))
    );

    let vessel = find(&compilation, "ofac-32173");
    let kinds: Vec<String> = vessel.identifiers.iter().map(ToString::to_string).collect();
    assert_eq!(kinds, ["call-sign:TRA025", "imo:9167148"]);
    assert_eq!(vessel.flags, ["Gabon"]);
}

#[test]
fn ofac_2019_01_is_read_to_its_last_line() {
    let Some(compilation) = compiled(kind("ofac-sdn"), "ofac-sdn-2019-01") else {
        return;
    };
    let report = &compilation.reports[0];
    // The files end without a line end, so that `wc -l` counts each one short: 7,378, 9,681 and 11,695.
    assert_eq!(counts(report), (7_379, 9_682, 11_696));
    assert_eq!(
        report
            .warnings
            .iter()
            .filter(|w| w.contains("no line end"))
            .count(),
        3
    );
    assert_eq!(
        report
            .warnings
            .iter()
            .filter(|w| w.contains("10 rows belong"))
            .count(),
        1
    );
    let last = compilation.designations.last().unwrap();
    assert!(last.remarks.ends_with("Linked To: USA REALLY."));
    assert_eq!(last.names[0].kind, NameKind::Primary);
}

#[test]
fn two_ofac_snapshots_differ_by_exactly_their_entity_numbers() {
    let (Some(old), Some(new)) = (lists("ofac-sdn-2019-01"), lists("ofac-sdn-2021-07")) else {
        return;
    };
    let ids = |path: &Path| -> BTreeSet<String> {
        let compilation = read(
            &[SourceSpec::new(kind("ofac-sdn"), path)],
            &CompileOptions::default(),
        )
        .unwrap();
        compilation.designations.into_iter().map(|d| d.id).collect()
    };
    // Counted by splitting lines at the first comma, without this crate.
    let numbers = |path: &Path| -> BTreeSet<String> {
        let bytes = std::fs::read(path.join("sdn.csv")).unwrap();
        let firsts = bytes
            .split(|b| *b == b'\n')
            .filter_map(|line| line.split(|b| *b == b',').next());
        let firsts = firsts.filter(|first| !first.is_empty() && first.iter().all(u8::is_ascii_digit));
        firsts
            .map(|first| format!("ofac-{}", String::from_utf8_lossy(first)))
            .collect()
    };
    let (ids_old, ids_new) = (ids(&old), ids(&new));
    let (numbers_old, numbers_new) = (numbers(&old), numbers(&new));
    assert!(
        ids_new
            .difference(&ids_old)
            .eq(numbers_new.difference(&numbers_old))
    );
    assert!(
        ids_old
            .difference(&ids_new)
            .eq(numbers_old.difference(&numbers_new))
    );
    assert_eq!((ids_old.len(), ids_new.len()), (7_379, 8_976));
}

#[test]
fn the_records_that_end_at_ofacs_limit_without_the_comments_file_are_named() {
    let Some(compilation) = compiled(kind("ofac-sdn"), "ofac-sdn-2023-12") else {
        return;
    };
    let cut = &compilation.sources[0].cut_records;
    assert_eq!(cut.len(), 17);
    let tornado = cut.iter().find(|record| record.name == "TORNADO CASH").unwrap();
    // Its remarks break off inside the list of its digital currency addresses.
    let record = find(&compilation, &tornado.id);
    assert!(!record.remarks.ends_with('.'), "{}", record.remarks);
    let warnings = compilation.reports[0].warnings.join("\n");
    assert!(warnings.contains("17 records are cut") && warnings.contains("TORNADO CASH"));
}

#[test]
fn the_republished_ofac_copy_with_a_header_is_refused() {
    let Some(path) = lists("ofac-sdn-2023-01") else {
        return;
    };
    let error = read(
        &[SourceSpec::new(kind("ofac-sdn"), path)],
        &CompileOptions::default(),
    )
    .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("sdn.csv:1: ") && text.contains("header line") && text.contains("custom"),
        "{text}"
    );
    assert!(!text.contains('\n'));
}

#[test]
fn the_consolidated_list_is_read_with_its_own_file_names() {
    let Some(compilation) = compiled(kind("ofac-consolidated"), "ofac-consolidated-2025-12") else {
        return;
    };
    assert_eq!(counts(&compilation.reports[0]), (442, 1_073, 574));
    assert_eq!(compilation.designations[0].list, "OFAC Consolidated (non-SDN)");
}

#[test]
fn a_party_on_both_ofac_lists_is_one_designation_with_all_programs() {
    let (Some(sdn), Some(consolidated)) = (lists("ofac-sdn-2021-07"), lists("ofac-consolidated-2025-12"))
    else {
        return;
    };
    let specs = [
        SourceSpec::new(kind("ofac-sdn"), sdn),
        SourceSpec::new(kind("ofac-consolidated"), consolidated),
    ];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    assert_eq!(compilation.designations.len(), 8_976 + 442 - 4);
    let both = find(&compilation, "ofac-9659");
    assert_eq!(both.list, "OFAC SDN; OFAC Consolidated (non-SDN)");
    assert!(both.programs.contains(&"SDGT".to_owned()) && both.programs.contains(&"NS-PLC".to_owned()));
    assert_eq!(
        both.names.iter().filter(|n| n.kind == NameKind::Primary).count(),
        1
    );
}

#[test]
fn un_2026_02_has_its_individuals_and_entities_and_the_iran_snapback() {
    let Some(compilation) = compiled(kind("un"), "un-2026-02") else {
        return;
    };
    let report = &compilation.reports[0];
    assert_eq!(report.by_schema.get("person"), Some(&730));
    assert_eq!(report.by_schema.get("organization"), Some(&273));
    assert_eq!(report.alias_records, 1_524 + 615 + 613);
    assert_eq!(report.published.as_deref(), Some("2026-02-27T00:00:09.554Z"));
    let iran = |prefix: &str| {
        compilation
            .designations
            .iter()
            .filter(|d| d.id.starts_with(prefix))
            .count()
    };
    assert_eq!((iran("un-IRi."), iran("un-IRe.")), (43, 78));
    let program = |name: &str| {
        compilation
            .designations
            .iter()
            .filter(|d| d.programs == [name])
            .count()
    };
    assert_eq!(program("UN-Iran"), 121);
    assert!(
        report.not_understood.values().sum::<u64>() <= 5,
        "{:?}",
        report.not_understood
    );

    let badege = find(&compilation, "un-CDi.001");
    assert_eq!(badege.primary_name(), "ERIC BADEGE");
    assert_eq!(badege.birth_dates[0].to_string(), "1971");
    assert_eq!(
        badege.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2012-12-31")
    );
    assert_eq!(
        badege.amended_on.map(|d| d.to_string()).as_deref(),
        Some("2016-10-13")
    );
    assert_eq!(badege.nationalities[0].to_string(), "CD");
    let iyamuremye = find(&compilation, "un-CDi.003");
    assert!(
        iyamuremye
            .names
            .iter()
            .any(|n| n.text == "Rumuli" && n.kind == NameKind::WeakAlias)
    );
    let bank = compilation
        .designations
        .iter()
        .find(|d| d.identifiers.iter().any(|i| i.value == "DCBKKPPY"));
    assert_eq!(
        bank.map(Designation::primary_name),
        Some("DAEDONG CREDIT BANK (DCB)")
    );
    let saddam = find(&compilation, "un-IQi.001");
    assert!(
        saddam
            .names
            .iter()
            .any(|n| n.kind == NameKind::OriginalScript && n.text == "صدام حسين التكريتي")
    );
}

#[test]
fn un_2018_10_is_read_with_its_other_layout() {
    let Some(compilation) = compiled(kind("un"), "un-2018-10") else {
        return;
    };
    assert_eq!(compilation.reports[0].by_schema.get("person"), Some(&703));
    assert_eq!(compilation.reports[0].by_schema.get("organization"), Some(&390));
    assert_eq!(find(&compilation, "un-KPi.033").primary_name(), "RI WON HO");
}

#[test]
fn the_denied_persons_list_is_read_without_its_repeated_rows() {
    let Some(compilation) = compiled(kind("bis-dpl"), "bis-dpl-2022-09") else {
        return;
    };
    let report = &compilation.reports[0];
    // 581 rows, two of which repeat another letter for letter.
    assert_eq!(report.designations, 579);
    assert_eq!(report.warnings.len(), 1);
    let ash = &compilation.designations[0];
    assert_eq!(ash.primary_name(), "I. ASH");
    assert_eq!(
        ash.listed_on.map(|d| d.to_string()).as_deref(),
        Some("2003-06-19")
    );
    assert_eq!(
        ash.delisted_on.map(|d| d.to_string()).as_deref(),
        Some("2056-06-30")
    );
    let digest = ash.id.strip_prefix("bis-dpl-").unwrap();
    assert!(digest.len() == 12 && digest.bytes().all(|b| b.is_ascii_hexdigit()));
}

#[test]
fn a_party_is_the_same_designation_in_the_csv_and_in_the_advanced_format() {
    let Some(csv) = compiled(kind("ofac-sdn"), "ofac-sdn-2021-07") else {
        return;
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sdn-advanced.xml");
    let advanced = read(
        &[SourceSpec::new(kind("ofac-advanced"), path)],
        &CompileOptions::default(),
    )
    .unwrap();
    for new in &advanced.designations {
        let old = find(&csv, &new.id);
        assert_eq!(new.primary_name(), old.primary_name());
        assert_eq!(
            (new.schema, &new.list, &new.authority, new.gender),
            (old.schema, &old.list, &old.authority, old.gender),
            "{}",
            new.id
        );
        assert_eq!(new.programs, old.programs, "{}", new.id);
        assert_eq!(new.birth_dates, old.birth_dates, "{}", new.id);
        assert_eq!(new.birth_places, old.birth_places, "{}", new.id);
        assert_eq!(new.nationalities, old.nationalities, "{}", new.id);
        assert_eq!(new.title, old.title, "{}", new.id);
        assert_eq!(new.addresses, old.addresses, "{}", new.id);
        // The sample leaves out some of the many wallets and flags.
        for identifier in &new.identifiers {
            assert!(old.identifiers.contains(identifier), "{}: {identifier:?}", new.id);
        }
        for name in new.names.iter().filter(|n| n.kind != NameKind::OriginalScript) {
            assert!(old.names.contains(name), "{}: {name:?}", new.id);
        }
    }
}

#[test]
fn the_same_people_on_the_lists_of_the_un_and_the_us_are_linked_and_all_are_there() {
    let (Some(sdn), Some(un)) = (lists("ofac-sdn-2021-07"), lists("un-2026-02")) else {
        return;
    };
    let specs = [
        SourceSpec::new(kind("ofac-sdn"), sdn),
        SourceSpec::new(kind("un"), un),
    ];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    assert_eq!(compilation.designations.len(), 8_976 + 1_003);
    let katanga = find(&compilation, "un-CDi.006");
    let [other] = katanga.same_as.as_slice() else {
        panic!()
    };
    let other = find(&compilation, other);
    assert_eq!(other.primary_name(), "KATANGA, Germain");
    assert_eq!(other.same_as, ["un-CDi.006"]);
    // An entity, by its SWIFT code.
    assert!(find(&compilation, "un-KPe.047").same_as.len() == 1);
    let linked: Vec<&Designation> = compilation
        .designations
        .iter()
        .filter(|d| !d.same_as.is_empty())
        .collect();
    assert!((700..1_000).contains(&linked.len()), "{}", linked.len());
    for designation in linked {
        for other in &designation.same_as {
            let other = find(&compilation, other);
            assert_ne!(other.authority, designation.authority);
            assert!(other.same_as.contains(&designation.id));
        }
    }
}

#[test]
fn parties_are_linked_by_what_lists_say_and_by_the_names_of_companies() {
    let paths = ["ofac-sdn-2023-12", "un-2026-08", "uk-ofsi-2020-04"].map(lists);
    let [Some(sdn), Some(un), Some(uk)] = paths else {
        return;
    };
    let specs = [
        SourceSpec::new(kind("ofac-sdn"), sdn),
        SourceSpec::new(kind("un"), un),
        SourceSpec::new(kind("uk"), uk),
    ];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let pairs = &compilation.links.pairs;
    assert!(pairs[&Reason::Reference] > 550, "{pairs:?}");
    assert!(pairs[&Reason::CompanyName] > 550, "{pairs:?}");
    // By the old number of his entry: `UN Ref QI.D.111.03`, or the new one.
    assert!(
        find(&compilation, "un-QDi.219")
            .same_as
            .contains(&"uk-8833".to_owned())
    );
    // By its whole name: the UN gives it no address, and both are about Iran.
    assert!(
        find(&compilation, "un-IRe.076")
            .same_as
            .contains(&"ofac-9764".to_owned())
    );
    // The UK exchanged the references of these two: names and dates of birth keep them apart.
    assert!(
        find(&compilation, "un-SSi.007")
            .same_as
            .contains(&"uk-13698".to_owned())
    );
    assert!(
        find(&compilation, "un-SSi.008")
            .same_as
            .contains(&"uk-13699".to_owned())
    );
    // A person under the reference of Al-Qaida itself is no Al-Qaida, and is known by his passport.
    assert_eq!(find(&compilation, "uk-13349").same_as, ["ofac-19348"]);
    for designation in &compilation.designations {
        for other in &designation.same_as {
            let other = find(&compilation, other);
            assert_ne!(other.authority, designation.authority);
            let mut group: BTreeSet<&String> = other.same_as.iter().chain([&other.id]).collect();
            assert!(group.remove(&designation.id));
            assert_eq!(group, designation.same_as.iter().collect());
        }
    }
}

#[test]
fn the_eus_list_of_2024_05_has_a_designation_for_each_of_its_ids() {
    let Some(compilation) = compiled(kind("eu"), "eu-2024-05") else {
        return;
    };
    let report = &compilation.reports[0];
    // 4,811 entities, of which three stand there twice; 25,257 names, of which some are equal in two languages.
    assert_eq!(counts(report), (4_808, 25_257, 1_778));
    let twice = [
        ("eu-547", ["EU-AFG", "EU-TAQA"]),
        ("eu-593", ["EU-AFG", "EU-TAQA"]),
    ];
    for (id, programs) in twice {
        assert_eq!(find(&compilation, id).programs, programs);
    }
    let isil = find(&compilation, "eu-120128");
    assert_eq!(isil.programs, ["EU-TAQA", "EU-UNLI"]);
    assert_eq!(isil.listed_on.unwrap().to_string(), "2019-05-14");
    for (id, primary) in [
        ("eu-547", "Sayed Esmatullah Asem Abdul Quddus"),
        ("eu-1019", "Lionel Dumont"),
        ("eu-126703", "Aleh Heorhievich KARAZIEI"),
        ("eu-136919", "Vladimir Kasimirovich KRAVCHENKO"),
        ("eu-138515", "Alla Ivanovna OBOLENSKAYA"),
        (
            "eu-148524",
            "Islamic Revolutionary Guard Corps (IRGC) Operational Base Karbala",
        ),
    ] {
        assert_eq!(find(&compilation, id).primary_name(), primary);
    }
    let weak = |id: &str| -> Vec<&str> {
        let names = find(&compilation, id).names.iter();
        let weak = names.filter(|name| name.kind == NameKind::WeakAlias);
        weak.map(|name| name.text.as_str()).collect()
    };
    assert!(weak("eu-1019").contains(&"Bilal") && weak("eu-1019").contains(&"Abu Hamza"));
    assert!(!weak("eu-1019").contains(&"Jacques Brougere"));
    // Every primary name has two words, or there is no better one.
    let primary_in_latin = compilation
        .designations
        .iter()
        .filter(|d| d.primary_name().chars().any(|c| c.is_ascii_alphabetic()));
    assert!(primary_in_latin.count() > 4_800);
    // Born in 1343 of the sun, in Iran.
    let mut born = compilation.designations.iter().flat_map(|d| &d.birth_dates);
    assert!(born.any(|date| date.to_string() == "1964-03-20 to 1965-03-21"));
    // Listed by a regulation that repeals another one: still listed.
    assert_eq!(find(&compilation, "eu-3840").delisted_on, None);
    assert!(
        report.not_understood.values().sum::<u64>() < 30,
        "{:?}",
        report.not_understood
    );
}

#[test]
fn the_eus_csv_of_2018_is_read_from_its_facts() {
    let Some(compilation) = compiled(kind("eu"), "eu-csv-2018-07") else {
        return;
    };
    let report = &compilation.reports[0];
    assert_eq!(report.designations, 93);
    assert_eq!(report.published.as_deref(), Some("04/07/2018"));
    let mugabe = find(&compilation, "eu-1");
    assert_eq!(mugabe.primary_name(), "Robert Gabriel Mugabe");
    assert_eq!(mugabe.identifiers[0].to_string(), "passport:AD001095");
    assert_eq!(mugabe.birth_dates[0].to_string(), "1924-02-21");
    assert!(!mugabe.remarks.contains("\\n"), "{}", mugabe.remarks);
    let iraq: Vec<String> = find(&compilation, "eu-13")
        .nationalities
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(iraq, ["IQ"]);
    // 165 names lost letters, and each entity has others.
    assert_eq!(report.not_understood["name that lost letters (`?`)"], 165);
    let names = || compilation.designations.iter().flat_map(|d| &d.names);
    assert!(names().all(|name| !name.text.contains('?')));
}

#[test]
fn the_eus_layout_of_before_its_current_files_is_refused_by_name() {
    let Some(path) = lists("eu-2016-02") else { return };
    let error = read(&[SourceSpec::new(kind("eu"), path)], &CompileOptions::default());
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("before FSF 1.0 (<WHOLE>)") && error.contains("global.xml:3"),
        "{error}"
    );
}

#[test]
fn the_uks_lists_have_a_designation_for_each_group() {
    for (path, groups, passports) in [
        ("uk-ofsi-2014-04/sanctionsconlist.csv", 2_297, 240),
        ("uk-ofsi-2020-04/ConList.csv", 2_114, 350),
        ("uk-ofsi-2025-04/ConList.xlsx", 4_686, 550),
    ] {
        let Some(compilation) = compiled(kind("uk"), path) else {
            continue;
        };
        let report = &compilation.reports[0];
        assert_eq!(report.designations, groups, "{path}");
        let ids = || compilation.designations.iter().flat_map(|d| &d.identifiers);
        let of = |kind: IdentifierKind| ids().filter(|id| id.kind == kind).count();
        assert!(
            of(IdentifierKind::Passport) > passports,
            "{path}: {}",
            of(IdentifierKind::Passport)
        );
        assert!(ids().all(|id| !id.value.contains("assport")), "{path}");
        // Of thousands of nationalities and dates, hardly any are not understood.
        for what in ["nationality", "date of birth"] {
            let missed: u64 = report
                .not_understood
                .iter()
                .filter(|(miss, _)| miss.starts_with(what))
                .map(|(_, times)| times)
                .sum();
            assert!(
                missed < 60,
                "{path}: {what} {missed}: {:?}",
                report.not_understood
            );
        }
        let primaries = compilation.designations.iter().flat_map(|d| &d.names);
        let primaries = primaries.filter(|name| name.kind == NameKind::Primary);
        assert_eq!(primaries.count() as u64, groups);
    }
}

#[test]
fn the_fragment_of_the_uks_xml_has_its_two_entries() {
    let Some(compilation) = compiled(
        kind("uk"),
        "uk-ofsi-2025-04/uk-sanctions-list-2026-09-fragment.xml",
    ) else {
        return;
    };
    assert_eq!(compilation.reports[0].published.as_deref(), Some("02/09/2026"));
    assert_eq!(compilation.reports[0].not_understood.len(), 0);
    let exchange = find(&compilation, "uk-AFG0001");
    assert_eq!((exchange.names.len(), exchange.addresses.len()), (3, 2));
    let akhund = find(&compilation, "uk-AFG0006");
    assert_eq!(akhund.birth_dates.len(), 2);
    assert_eq!(akhund.programs, ["UK-Afghanistan"]);
}

/// The rows of the table of real files: the source, and what the page says of it.
fn table_of_real_files() -> Vec<(String, String)> {
    let page = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/lists.md"));
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("## Real files").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once("` | "))
        .map(|(source, says)| (source.to_owned(), says.to_owned()))
        .collect()
}

#[test]
fn every_real_file_is_read_or_refused_as_the_page_says() {
    let mut rows = 0;
    for (source, expected) in table_of_real_files() {
        let (kind_word, path) = source.split_once(':').unwrap();
        let Some(path) = lists(path) else { continue };
        rows += 1;
        let spec = SourceSpec::new(kind(kind_word), path);
        let found = match read(&[spec], &CompileOptions::default()) {
            Ok(compilation) => compilation.designations.len().to_string(),
            Err(error) => format!("refused: {error}"),
        };
        let says = expected.trim_end_matches(" |").replace(',', "");
        let is_as_said = if says.starts_with("refused") {
            found.starts_with("refused")
        } else {
            says.split(' ').next() == Some(found.as_str())
        };
        assert!(is_as_said, "{source}: {found}, and the page says {expected}");
    }
    let at_hand = lists("README.md").is_some();
    assert!(!at_hand || rows >= 38, "{rows}");
}
