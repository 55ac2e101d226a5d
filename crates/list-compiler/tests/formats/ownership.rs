//! Who owns what.

use insta::assert_snapshot;
use portcullis_list_compiler::{CompileOptions, SourceKind, SourceSpec, read};

use super::{folder, kind, shown};

#[test]
fn ownership_is_read_after_the_lists_wherever_it_stands() {
    let dir = folder(&[
        ("list.csv", b"id,name,schema,authority,programs\nx,\"OWNER, One\",person,US,SDGT\n"),
        (
            "owned.csv",
            b"owner_id,owned_name,owned_identifiers,share,as_of,source\ncustom-x,Alpha Ltd,registration:77@CY,50,2024-01-01,registry\nalpha  ltd,Beta Ltd,,60,,\nALPHA LTD,Gamma Ltd,,40,,\n",
        ),
    ]);
    let specs = [
        SourceSpec::new(kind("ownership"), dir.path().join("owned.csv")),
        SourceSpec::new(SourceKind::CUSTOM, dir.path().join("list.csv")),
    ];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    assert_snapshot!(shown(&compilation));
    // Reports and manifest entries keep the order of the command line.
    let kinds: Vec<&str> = compilation.sources.iter().map(|s| s.kind.as_str()).collect();
    assert_eq!(kinds, ["ownership", "custom"]);
    assert_eq!(compilation.reports[0].designations, 2);

    // Before the shares were known, nothing was owned: an empty result is no error here.
    let options = CompileOptions {
        as_of: "2023-01-01".parse().ok(),
        ..CompileOptions::default()
    };
    let compilation = read(&specs, &options).unwrap();
    assert_eq!(compilation.designations.len(), 1);
}

#[test]
fn what_is_under_a_directive_about_three_bodies_or_on_the_menu_reaches_nothing_that_it_owns() {
    let dir = folder(&[
        (
            "list.csv",
            b"id,name,schema,authority,programs\n\
              cbr,Central Bank,organization,US,RUSSIA-EO14024-D1A;RUSSIA-EO14024-D4\n\
              ssb,Presidency of Industries,organization,US,CAATSA-RUSSIA-235\n\
              fin,Ministry of Finance,organization,US,RUSSIA-EO14024;RUSSIA-EO14024-D4\n\
              rail,Railways,organization,US,RUSSIA-EO14024-D3\n",
        ),
        (
            "owned.csv",
            b"owner_id,owned_name,owned_identifiers,share,as_of,source\n\
              custom-cbr,Exchange of Cbr,,100,2024-01-01,registry\n\
              custom-ssb,Works of Ssb,,100,2024-01-01,registry\n\
              custom-fin,Bank of Fin,,100,2024-01-01,registry\n\
              custom-rail,Depots of Rail,,100,2024-01-01,registry\n",
        ),
    ]);
    let specs = [
        SourceSpec::new(SourceKind::CUSTOM, dir.path().join("list.csv")),
        SourceSpec::new(kind("ownership"), dir.path().join("owned.csv")),
    ];
    let compilation = read(&specs, &CompileOptions::default()).unwrap();
    let derived = |designation: &&portcullis_model::Designation| !designation.derived_from.is_empty();
    let mut owned: Vec<(&str, Vec<&str>)> = compilation
        .designations
        .iter()
        .filter(derived)
        .map(|owned| {
            (
                owned.primary_name(),
                owned.programs.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    owned.sort();
    assert_eq!(
        owned,
        [
            ("Bank of Fin", vec!["RUSSIA-EO14024"]),
            ("Depots of Rail", vec!["RUSSIA-EO14024-D3"]),
        ]
    );
}
