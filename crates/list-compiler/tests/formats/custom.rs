//! An institution's own lists.

use std::path::Path;

use insta::assert_snapshot;
use portcullis_list_compiler::{CompileOptions, SourceKind, SourceSpec, read};

use super::{compiled, shown};

#[test]
fn a_custom_list_is_read_by_column_name_with_several_values_a_field() {
    let csv = "\u{feff}schema,ID,name,aliases,weak_aliases,original_script,birth_dates,birth_places,nationalities,gender,identifiers,addresses,programs,authority,list,title,flags,listed_on,amended_on,delisted_on,remarks\r\n\
        person,p-1,\"BOUT, Viktor\",\"BUTT, Viktor; BOUT,  Vic\",VIC,Виктор Бут,~1967;1966-02;1960/1962;1967-01-13,\"Dushanbe, Tajikistan;Moscow\",RU;Iran,Male,passport:29-006@RU;email:a@b.ru,\"Main St 1, Moscow|RU; Elsewhere\",SDGT;DRCONGO,US,House list,Major,,2020-01-02,2021-01-02,2022-01-02,\"any, thing\"\r\n\
        vessel,v-1,SEA HORSE,,,,,,,,imo:9187629,,,,,,Panama;Iran,,,,\r\n";
    let compilation = compiled(SourceKind::CUSTOM, &[("house.csv", csv.as_bytes())]);
    assert_snapshot!(shown(&compilation));
}

#[test]
fn a_folder_of_custom_lists_is_read_in_the_order_of_file_names() {
    let compilation = compiled(
        SourceKind::CUSTOM,
        &[
            ("b.csv", b"id,name,schema\n2,B,person\n"),
            ("a.csv", b"id,name,schema\n1,A,person\n"),
            ("readme.txt", b"not a list"),
        ],
    );
    let ids: Vec<&str> = compilation.designations.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids, ["custom-1", "custom-2"]);
    assert_eq!(compilation.sources[0].designations, 2);
}

#[test]
fn the_starter_list_of_the_project_is_read_without_a_complaint() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/lists"));
    let compilation = read(
        &[SourceSpec::new(SourceKind::CUSTOM, path)],
        &CompileOptions::default(),
    )
    .unwrap();
    assert!(compilation.designations.len() >= 150);
    assert!(compilation.reports[0].not_understood.is_empty() && compilation.reports[0].warnings.is_empty());
}
