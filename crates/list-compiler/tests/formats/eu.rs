//! The EU's consolidated list in both of its forms.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

#[test]
fn the_eu_list_is_read_from_its_xml() {
    let xml = include_bytes!("../fixtures/eu-fsf.xml");
    let compilation = compiled(kind("eu"), &[("full.xml", xml)]);
    assert_snapshot!(shown(&compilation));
    let record = &compilation.designations[0].source_record;
    assert!(record.starts_with("<sanctionEntity ") && record.contains("Goblin"));
}

/// A row of the EU's CSV with the given cells.
fn eu_row(columns: &[&str], cells: &[(&str, &str)]) -> String {
    let cell = |column: &&str| {
        let value = cells
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, value)| value);
        if value.contains(';') {
            format!("\"{value}\"")
        } else {
            value.to_owned()
        }
    };
    columns.iter().map(cell).collect::<Vec<_>>().join(";")
}

#[test]
fn the_eu_list_is_read_from_its_csv() {
    let columns = [
        "fileGenerationDate",
        "Entity_LogicalId",
        "Entity_EU_ReferenceNumber",
        "Entity_UnitedNationId",
        "Entity_DesignationDate",
        "Entity_DesignationDetails",
        "Entity_Remark",
        "Entity_SubjectType",
        "Entity_SubjectType_ClassificationCode",
        "Entity_Regulation_Type",
        "Entity_Regulation_PublicationDate",
        "Entity_Regulation_Programme",
        "NameAlias_LastName",
        "NameAlias_FirstName",
        "NameAlias_WholeName",
        "NameAlias_Gender",
        "NameAlias_Function",
        "NameAlias_LogicalId",
        "NameAlias_Regulation_Programme",
        "Address_City",
        "Address_CountryIso2Code",
        "Address_CountryDescription",
        "BirthDate_BirthDate",
        "BirthDate_Year",
        "BirthDate_Circa",
        "BirthDate_CalendarType",
        "BirthDate_City",
        "BirthDate_CountryDescription",
        "Identification_Number",
        "Identification_TypeCode",
        "Identification_CountryIso2Code",
        "Citizenship_CountryIso2Code",
    ];
    // The two subject type columns have been published the other way round.
    let entity = [
        ("fileGenerationDate", "20/02/2026"),
        ("Entity_LogicalId", "900"),
        ("Entity_SubjectType", "P"),
        ("Entity_SubjectType_ClassificationCode", "person"),
        ("Entity_DesignationDate", "2014-03-17"),
        ("Entity_Regulation_Programme", "UKR"),
        ("Entity_Regulation_PublicationDate", "2022-02-23"),
        ("Entity_Remark", "One; two"),
    ];
    let with = |cells: &[(&'static str, &'static str)]| {
        let all: Vec<(&str, &str)> = entity.iter().chain(cells).copied().collect();
        eu_row(&columns, &all)
    };
    let name = [
        ("NameAlias_WholeName", "Sergey AKSYONOV"),
        ("NameAlias_Gender", "M"),
        ("NameAlias_LogicalId", "9003"),
        ("NameAlias_Regulation_Programme", "UKR"),
    ];
    let rows = [
        format!("\u{feff}{}", columns.join(";")),
        with(
            &[
                name.as_slice(),
                &[
                    ("BirthDate_BirthDate", "1972-11-26"),
                    ("BirthDate_City", "Beltsy"),
                    ("BirthDate_CountryDescription", "MOLDOVA"),
                ],
            ]
            .concat(),
        ),
        with(
            &[
                name.as_slice(),
                &[("BirthDate_Year", "1973"), ("BirthDate_Circa", "true")],
            ]
            .concat(),
        ),
        with(&[
            ("NameAlias_WholeName", "Сергей Аксёнов"),
            ("NameAlias_LogicalId", "9002"),
        ]),
        with(&[
            ("Address_City", "Simferopol"),
            ("Address_CountryIso2Code", "UA"),
            ("Address_CountryDescription", "UKRAINE"),
        ]),
        with(&[
            ("Identification_Number", "39 02"),
            ("Identification_TypeCode", "passport"),
            ("Identification_CountryIso2Code", "RU"),
        ]),
        with(&[("Citizenship_CountryIso2Code", "RU")]),
    ];
    let compilation = compiled(kind("eu"), &[("full.csv", rows.join("\r\n").as_bytes())]);
    assert_snapshot!(shown(&compilation));
}
