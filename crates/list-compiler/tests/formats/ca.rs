//! The Canadian list, with the elements of 2025, of before, and of after.

use insta::assert_snapshot;

use super::{by_id, compiled, kind, shown};

const OF_2025: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<data-set xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
	<record>
		<Country>Belarus / Bélarus</Country>
		<TitleOrShip>Colonel</TitleOrShip>
		<LastName>SAMPLE</LastName>
		<GivenName>Raman Ivanavich </GivenName>
		<Aliases>Roman SAMPLE, Belarusian: Раман ПРЫКЛАД, Russian: Роман ПРИМЕР</Aliases>
		<DateOfBirthOrShipBuildDate>1965-04-29</DateOfBirthOrShipBuildDate>
		<Schedule>1, Part 1.1</Schedule>
		<Item>3</Item>
		<DateOfListing>2020-09-28</DateOfListing>
	</record>
	<record>
		<Country>Iran</Country>
		<EntityOrShip>Sample Research Institute/Institut de recherche Sample</EntityOrShip>
		<Schedule>1, Part 2</Schedule>
		<Item>44</Item>
		<DateOfListing>2022-10-03</DateOfListing>
	</record>
	<record>
		<Country>Russia / Russie</Country>
		<EntityOrShip>Sample Star</EntityOrShip>
		<TitleOrShip>Oil Tanker</TitleOrShip>
		<ShipIMONumber>9187629</ShipIMONumber>
		<DateOfBirthOrShipBuildDate>2003</DateOfBirthOrShipBuildDate>
		<Schedule>1.1</Schedule>
		<Item>7</Item>
		<DateOfListing>2025-02-21</DateOfListing>
	</record>
</data-set>"#;

#[test]
fn canadian_records_are_persons_entities_and_ships() {
    let compilation = compiled(kind("ca"), &[("sema-lmes.xml", OF_2025.as_bytes())]);
    assert_snapshot!(shown(&compilation));
}

#[test]
fn renamed_elements_are_the_same_list_with_the_same_ids() {
    let old = OF_2025
        .replace("EntityOrShip", "Entity")
        .replace("TitleOrShip", "Title")
        .replace("DateOfBirthOrShipBuildDate", "DateOfBirth");
    let mut new = OF_2025.to_owned();
    for (english, french) in [
        ("Country", "Pays"),
        ("LastName", "NomDeFamille"),
        ("GivenName", "Prenom"),
        ("EntityOrShip", "EntiteOuNavire"),
        ("Aliases", "Alias"),
        (
            "DateOfBirthOrShipBuildDate",
            "DateDeNaissanceOuDateDeConstructionDuNavire",
        ),
        ("ShipIMONumber", "NumeroOMIDuNavire"),
        ("Schedule", "Annexe"),
        ("Item", "NumeroDarticle"),
        ("DateOfListing", "DateDinscription"),
    ] {
        new = new
            .replace(&format!("<{english}>"), &format!("<{english}-{french}>"))
            .replace(&format!("</{english}>"), &format!("</{english}-{french}>"));
    }
    let new = new.replace("TitleOrShip>", "TitleOrShipType-TitreOuTypeDeNavire>");
    let of = |text: &str| compiled(kind("ca"), &[("sema-lmes.xml", text.as_bytes())]);
    let expected = of(OF_2025);
    for text in [&old, &new] {
        let compilation = of(text);
        assert!(compilation.reports[0].not_understood.is_empty());
        for designation in &expected.designations {
            let mut same = by_id(&compilation, &designation.id).clone();
            same.source_record.clone_from(&designation.source_record);
            assert_eq!(same, *designation);
        }
    }
}
