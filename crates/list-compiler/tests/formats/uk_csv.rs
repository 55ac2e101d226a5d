//! The UK Sanctions List and OFSI's list before it.

use insta::assert_snapshot;

use super::{compiled, kind, shown};

/// A row of the UK Sanctions List with the given columns filled.
fn uk_row(columns: &[&str], values: &[(&str, &str)]) -> String {
    for (column, _) in values {
        assert!(columns.contains(column), "{column}");
    }
    let cell = |column: &&str| {
        let value = values
            .iter()
            .find(|(name, _)| name == column)
            .map_or("", |(_, value)| value);
        format!("\"{}\"", value.replace('"', "\"\""))
    };
    columns.iter().map(cell).collect::<Vec<_>>().join(",")
}

const UK_COLUMNS: [&str; 58] = [
    "Last Updated",
    "Unique ID",
    "OFSI Group ID",
    "UN Reference Number",
    "Name 6",
    "Name 1",
    "Name 2",
    "Name 3",
    "Name 4",
    "Name 5",
    "Name type",
    "Alias strength",
    "Title",
    "Name non-latin script",
    "Non-latin script type",
    "Non-latin script language",
    "Regime Name",
    "Designation Type",
    "Designation source",
    "Sanctions Imposed",
    "Other Information",
    "UK Statement of Reasons",
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Address Line 6",
    "Address Postal Code",
    "Address Country",
    "Phone number",
    "Website",
    "Email address",
    "Date Designated",
    "D.O.B",
    "Nationality(/ies)",
    "National Identifier number",
    "National Identifier additional information",
    "Passport number",
    "Passport additional information",
    "Position",
    "Gender",
    "Town of birth",
    "Country of birth",
    "Type of entity",
    "Subsidiaries",
    "Parent company",
    "Business registration number (s)",
    "IMO number",
    "Current owner/operator (s)",
    "Previous owner/operator (s)",
    "Current believed flag of ship",
    "Previous flags",
    "Type of ship",
    "Tonnage of ship",
    "Length of ship",
    "Year Built",
    "Hull identification number (HIN)",
];

#[test]
fn the_uk_sanctions_list_gathers_its_rows_into_entries() {
    let person = [
        ("Last Updated", "02/03/2022"),
        ("Unique ID", "RUS0001"),
        ("Regime Name", "The Russia (Sanctions) (EU Exit) Regulations 2019"),
        ("Designation Type", "Individual"),
        ("Sanctions Imposed", "Asset freeze|Travel Ban"),
        ("Date Designated", "31/12/2020"),
        ("D.O.B", "00/05/1975"),
        ("Nationality(/ies)", "(1) Russia (2) Ukraine"),
        ("Passport number", "51 0123"),
        ("Passport additional information", "Russia number"),
        ("Gender", "Male"),
        ("Town of birth", "Omsk"),
        ("Country of birth", "Russia"),
        ("Position", "Director"),
        ("Address Line 1", "1 Main St"),
        ("Address Country", "Russia"),
        ("Other Information", "Associate of VLADIMIR SOMEBODY"),
    ];
    let with = |extra: &[(&'static str, &'static str)]| {
        let mut values: Vec<(&str, &str)> = person.to_vec();
        values.extend_from_slice(extra);
        uk_row(&UK_COLUMNS, &values)
    };
    let rows = [
        "Report Date: 08-Oct-2026".to_owned(),
        UK_COLUMNS.join(","),
        with(&[
            ("Name 6", "BEAR"),
            ("Name type", "Alias"),
            ("Alias strength", "Low"),
        ]),
        with(&[
            ("Name 6", "IVANOV"),
            ("Name 1", "Ivan"),
            ("Name 2", "Ivanovich"),
            ("Name type", "Primary Name"),
            ("Name non-latin script", "Иван Иванов"),
        ]),
        with(&[
            ("Name 6", "IVANOFF"),
            ("Name 1", "Ivan"),
            ("Name type", "Primary Name Variation"),
        ]),
        uk_row(
            &UK_COLUMNS,
            &[
                ("Unique ID", "RUS0002"),
                ("Name 6", "SEA LION"),
                ("Name type", "Primary Name"),
                ("Designation Type", "Ship"),
                ("Regime Name", "The Russia (Sanctions) (EU Exit) Regulations 2019"),
                ("Sanctions Imposed", "Something new"),
                ("IMO number", "IMO9826902"),
                ("Current believed flag of ship", "Gabon"),
                ("Previous flags", "Liberia|Panama"),
                ("Current owner/operator (s)", "LION SHIPPING"),
                ("Hull identification number (HIN)", "HIN77"),
            ],
        ),
    ];
    let compilation = compiled(kind("uk"), &[("uk.csv", rows.join("\r\n").as_bytes())]);
    // A measure with a new name still binds payments.
    assert_snapshot!(shown(&compilation));
}

#[test]
fn the_retired_ofsi_list_is_read_in_both_layouts() {
    let new = "Last Updated,03/06/2022\n\
        Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,National Identification Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID\n\
        IVANOV,Ivan,,,,,Dr,,,,13/01/1967,Omsk,Russia,Russia,,,77-1,,,,,,,,,,Russia,\"(UK Sanctions List Ref):RUS0251. (Gender):Male (Phone number):(1) +7 1 (2) +7 2 (Email address):i@example.ru\",Individual,Primary name,,Russia,01/02/2020,,02/03/2022,13001\n\
        BEAR,,,,,,,,,,,,,,,,,,,,,,,,,,,,Individual,AKA,Low,Russia,01/02/2020,,02/03/2022,13001\n";
    let compilation = compiled(kind("uk"), &[("ConList.csv", new.as_bytes())]);
    assert_snapshot!("new_layout", shown(&compilation));

    let old = "Last Updated,03/06/2010\n\
        Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,NI Number,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID\n\
        ACME LTD,,,,,,,,,,,,,,1 Main St,,,,,,,Libya,,Entity,Primary name,Libya,01/02/2009,02/03/2009,7001\n";
    let compilation = compiled(kind("uk"), &[("ConList.csv", old.as_bytes())]);
    assert_snapshot!("old_layout", shown(&compilation));
}

#[test]
fn ofsis_spreadsheet_of_2022_is_read_like_its_csv() {
    let xlsx = compiled(
        kind("uk"),
        &[("ConList.xlsx", include_bytes!("../fixtures/uk.xlsx"))],
    );
    assert_snapshot!(shown(&xlsx));
    let ods = compiled(
        kind("uk"),
        &[("ConList.ods", include_bytes!("../fixtures/uk.ods"))],
    );
    assert_eq!(shown(&ods), shown(&xlsx));
}

#[test]
fn the_uk_sanctions_list_is_read_from_its_xml() {
    let xml = r#"<?xml version="1.0" encoding="utf-8"?>
<Designations xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <DateGenerated>02/09/2026</DateGenerated>
  <Designation>
    <LastUpdated>14/04/2026</LastUpdated>
    <DateDesignated>25/01/2001</DateDesignated>
    <UniqueID>AFG0006</UniqueID>
    <OFSIGroupID>7172</OFSIGroupID>
    <UNReferenceNumber>TAi.002</UNReferenceNumber>
    <Names>
      <Name><Name1>MOHAMMAD</Name1><Name2>HASSAN</Name2><Name6>AKHUND</Name6><NameType>Primary Name</NameType></Name>
      <Name><Name6>MULLAH HASSAN</Name6><NameType>Alias</NameType><AliasStrength>Low</AliasStrength></Name>
    </Names>
    <NonLatinNames><NonLatinName><NameNonLatinScript>محمد حسن</NameNonLatinScript></NonLatinName></NonLatinNames>
    <RegimeName>The Afghanistan (Sanctions) (EU Exit) Regulations 2020</RegimeName>
    <IndividualEntityShip>Individual</IndividualEntityShip>
    <DesignationSource>UN</DesignationSource>
    <SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
    <OtherInformation>A close associate of Mullah Mohammed Omar (TAi.004).</OtherInformation>
    <UKStatementofReasons>
</UKStatementofReasons>
    <Addresses>
      <Address><AddressLine6>Kabul</AddressLine6><AddressCountry>Afghanistan</AddressCountry></Address>
      <Address><AddressLine1>7 Main St</AddressLine1><AddressCountry>Pakistan</AddressCountry></Address>
      <Address><AddressCountry>Qatar</AddressCountry></Address>
    </Addresses>
    <IndividualDetails><Individual>
      <DOBs><DOB>dd/mm/1945</DOB><DOB>dd/mm/1946</DOB></DOBs>
      <Nationalities><Nationality>Afghanistan</Nationality><Nationality>Pakistan</Nationality></Nationalities>
      <PassportDetails><Passport><PassportNumber>P04581926</PassportNumber><PassportAdditionalInformation>Afghanistan</PassportAdditionalInformation></Passport></PassportDetails>
      <ShoeSize>44</ShoeSize>
    </Individual></IndividualDetails>
  </Designation>
</Designations>"#;
    let compilation = compiled(kind("uk"), &[("uk.xml", xml.replace("\\u", "").as_bytes())]);
    assert_snapshot!(shown(&compilation));
}

#[test]
fn an_element_of_the_uks_xml_that_was_renamed_is_counted_whatever_it_holds() {
    let xml = "<Designations><DateGenerated>02/09/2026</DateGenerated><Designation><UniqueID>AFG0001</UniqueID>\
        <Names><Name><Name6>SAMPLE EXCHANGE</Name6><NameType>Primary Name</NameType></Name></Names>\
        <RegimeName>The Afghanistan (Sanctions) (EU Exit) Regulations 2020</RegimeName>\
        <IndividualEntityShip>Entity</IndividualEntityShip><SanctionsImposed>Asset freeze</SanctionsImposed>\
        <Addresses><Address><AddressCountry>Qatar</AddressCountry></Address></Addresses></Designation></Designations>";
    let missed = |xml: &str| {
        let compilation = compiled(kind("uk"), &[("uk.xml", xml.as_bytes())]);
        compilation.reports[0].not_understood.clone()
    };
    assert!(missed(xml).is_empty());
    for container in ["DateGenerated", "Names", "Addresses", "Address"] {
        let renamed = xml
            .replace(&format!("<{container}>"), "<Holder>")
            .replace(&format!("</{container}>"), "</Holder>");
        assert_eq!(missed(&renamed).get("element: Holder"), Some(&1), "{container}");
    }
}

#[test]
fn ofsis_older_layout_has_its_numbers_in_words() {
    let csv = "Last Updated,02/04/2014\n\
        Name 6,Name 1,DOB,Nationality,Passport Details,NI Number,Country,Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID\n\
        AL-QAHTANI,Farooq,00/05/1980,1) Saudi Arabia 2) Qatar,Passport No: 592667 (Qatari passport issued on 3 May 2007).,(1) 1089516791 (Saudi Arabian) (2) Italian Fiscal Code DAOMMD74T11Z352Z,Afghanistan (since 2009),UN Ref QDi.401. Emir.,Individual,Prime Alias,Al-Qaida,01/04/2016,01/04/2016,13349\n\
        ABU OBAIDA,,15/08/19yy,Congolese,,,,UN Ref QDi.401. Emir.,Individual,AKA,Al-Qaida,01/04/2016,01/04/2016,13349\n";
    let compilation = compiled(kind("uk"), &[("sanctionsconlist.csv", csv.as_bytes())]);
    assert_snapshot!(shown(&compilation));
}
