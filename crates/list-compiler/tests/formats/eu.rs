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

/// The EU's XML with entities of `id programme name`.
fn entities(list: &[[&str; 3]]) -> String {
    let mut text = String::from(
        "<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-02-10T10:00:00.000+01:00\">\n",
    );
    for [id, programme, name] in list {
        text.push_str(&format!(
            "<sanctionEntity logicalId=\"{id}\"><regulation programme=\"{programme}\"/><subjectType code=\"person\"/>\
             <nameAlias wholeName=\"{name}\" strong=\"true\"/></sanctionEntity>\n"
        ));
    }
    text + "</export>"
}

#[test]
fn an_entity_under_two_programmes_is_one_designation_with_both() {
    let xml = entities(&[
        ["547", "AFG", "Sayed Esmatullah Asem"],
        ["1", "UKR", "Somebody Else"],
        ["547", "TAQA", "Asem, Sayed Esmatullah"],
    ]);
    let compilation = compiled(kind("eu"), &[("full.xml", xml.as_bytes())]);
    assert_eq!(compilation.designations.len(), 2);
    let both = &compilation.designations[0];
    assert_eq!(both.programs, ["EU-AFG", "EU-TAQA"]);
    let names: Vec<String> = both
        .names
        .iter()
        .map(|n| format!("{} {}", n.kind, n.text))
        .collect();
    assert_eq!(
        names,
        ["primary Sayed Esmatullah Asem", "alias Asem, Sayed Esmatullah"]
    );
    assert_eq!(both.source_record.lines().count(), 2);
}

#[test]
fn the_csv_of_before_fsf_1_1_is_read_with_what_it_lost() {
    let header = "Date_file;Entity_logical_id;Subject_type;Leba_numtitle;Leba_publication_date;Leba_url;Programme;Entity_remark;\
        Naal_logical_id;Entity_logical_id;Naal_lastname;Naal_wholename;Naal_gender;Naal_function;Naal_language;Addr_logical_id;\
        Addr_street;Addr_city;Addr_country;Addr_other;Birt_logical_id;Birt_date;Birt_place;Iden_logical_id;Iden_number;\
        Citi_logical_id;Citi_country;EU_ref_num";
    let columns: Vec<&str> = header.split(';').collect();
    let entity = [
        ("Date_file", "04/07/2018"),
        ("Entity_logical_id", "13"),
        ("Subject_type", "P"),
        ("Programme", "IRQ"),
        ("Leba_publication_date", "2003-07-08"),
        ("Entity_remark", "(UNSC RESOLUTION 1483)\\n(second line)"),
    ];
    let row = |cells: &[(&str, &str)]| {
        let all: Vec<(&str, &str)> = entity.iter().chain(cells).copied().collect();
        eu_row(&columns, &all)
    };
    let rows = [
        format!("\u{feff}{header}"),
        row(&[
            ("Naal_wholename", "Saddam Hussein"),
            ("Naal_gender", "M"),
            ("Naal_function", "President\t Marshal"),
        ]),
        row(&[("Naal_wholename", "Saddám Husajn"), ("Naal_language", "CS")]),
        row(&[("Naal_wholename", "?addam ?usein")]),
        row(&[
            ("Birt_date", "1937-04-28"),
            ("Birt_place", "al-Awja\t near Tikrit"),
        ]),
        row(&[("Birt_date", "N/A"), ("Birt_place", "Baghdad")]),
        row(&[
            ("Addr_city", "Baghdad"),
            ("Addr_country", "IRQ"),
            ("Addr_other", "PHONE[668 33 01\t 0300-820 91 99]\\nFAX[662 38 14]"),
        ]),
        row(&[(
            "Iden_number",
            "AD001095 (passport-National passport) ((passport))",
        )]),
        row(&[("Citi_country", "IRQ")]),
    ];
    let compilation = compiled(kind("eu"), &[("global.csv", rows.join("\n").as_bytes())]);
    assert_snapshot!(shown(&compilation));
}

#[test]
fn the_remark_beside_a_name_counts_in_the_csv_too() {
    let csv = "Entity_LogicalId;Entity_SubjectType;Entity_Regulation_Programme;NameAlias_WholeName;NameAlias_Remark;NameAlias_Strong\n\
        900;P;UKR;Sergey AKSYONOV;;true\n900;P;UKR;Serge AKSENOFF;low quality alias;true\n900;P;UKR;Goblin;good quality alias;true\n";
    let compilation = compiled(kind("eu"), &[("full.csv", csv.as_bytes())]);
    let names = compilation.designations[0].names.iter();
    let names: Vec<String> = names.map(|n| format!("{} {}", n.kind, n.text)).collect();
    assert_eq!(
        names,
        [
            "primary Sergey AKSYONOV",
            "weak-alias Serge AKSENOFF",
            "alias Goblin"
        ]
    );
}

#[test]
fn what_stands_beside_a_number_and_several_sites_in_a_field_are_read() {
    let text = "<export>\n<sanctionEntity logicalId='9100'><regulation programme='UKR'/><subjectType code='person' classificationCode='P'/>\
        <nameAlias wholeName='Safia Farkash' nameLanguage='EN'/>\
        <birthdate city='Bethlehem' year='1960' countryIso2Code='PS' countryDescription='PALESTINIAN TERRITORY, Occupied'/>\
        <identification number='03825239' nameOnDocument=\"(name on doc. 'Safia Farkash Mohammed Al-Hadad')\" issuedBy='Bombay' region='Dubai' \
        identificationTypeCode='passport' countryIso2Code='OM'/>\
        <identification number='1' nameOnDocument=\"(name on doc. 'expiration date 16 Jun. 2016)')\" identificationTypeCode='passport'/>\
        <identification number='(LEI) 5493001KJTIIGC8Y1R12' identificationTypeCode='other' countryIso2Code='RU'/>\
        <address city='Moscow' countryIso2Code='RU'><contactInfo key='WEB' value='www.a.example / b-c.example'/></address>\
        </sanctionEntity></export>";
    let compilation = compiled(kind("eu"), &[("eu.xml", text.as_bytes())]);
    let designation = &compilation.designations[0];
    let names = designation.names.iter();
    let names: Vec<&str> = names.map(|name| name.text.as_str()).collect();
    assert_eq!(names, ["Safia Farkash", "Safia Farkash Mohammed Al-Hadad"]);
    let identifiers: Vec<String> = designation.identifiers.iter().map(ToString::to_string).collect();
    for expected in [
        "passport:03825239@OM",
        "lei:5493001KJTIIGC8Y1R12@RU",
        "website:www.a.example",
        "website:b-c.example",
    ] {
        assert!(
            identifiers.iter().any(|id| id == expected),
            "{expected}: {identifiers:?}"
        );
    }
    assert!(
        designation.remarks.contains("03825239 issued: Bombay, Dubai"),
        "{}",
        designation.remarks
    );
}
