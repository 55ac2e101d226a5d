//! The columns that are read, by all the names that the layouts give them, in lower case.

pub(super) const ID: &[&str] = &["unique id"];
pub(super) const GROUP: &[&str] = &["group id", "ofsi group id"];
pub(super) const NAMES: [&[&str]; 6] = [
    &["name 1"],
    &["name 2"],
    &["name 3"],
    &["name 4"],
    &["name 5"],
    &["name 6"],
];
pub(super) const NAME_TYPE: &[&str] = &["name type", "alias type"];
pub(super) const STRENGTH: &[&str] = &["alias strength", "alias quality"];
pub(super) const UN_REFERENCE: &[&str] = &["un reference number"];
pub(super) const TITLE: &[&str] = &["title"];
pub(super) const SCRIPT: &[&str] = &["name non-latin script"];
pub(super) const REGIME: &[&str] = &["regime name", "regime"];
pub(super) const KIND: &[&str] = &["designation type", "group type"];
pub(super) const MEASURES: &[&str] = &["sanctions imposed"];
pub(super) const OTHER: &[&str] = &["other information"];
pub(super) const REASONS: &[&str] = &["uk statement of reasons"];
pub(super) const ADDRESS: [&[&str]; 6] = [
    &["address line 1", "address 1"],
    &["address line 2", "address 2"],
    &["address line 3", "address 3"],
    &["address line 4", "address 4"],
    &["address line 5", "address 5"],
    &["address line 6", "address 6"],
];
pub(super) const POSTAL: &[&str] = &["address postal code", "post/zip code"];
pub(super) const COUNTRY: &[&str] = &["address country", "country"];
pub(super) const PHONE: &[&str] = &["phone number"];
pub(super) const WEBSITE: &[&str] = &["website"];
pub(super) const EMAIL: &[&str] = &["email address"];
pub(super) const LISTED: &[&str] = &[
    "date designated",
    "uk sanctions list date designated",
    "listed on",
];
pub(super) const UPDATED: &[&str] = &["last updated"];
pub(super) const BORN: &[&str] = &["d.o.b", "dob"];
pub(super) const BIRTH_TOWN: &[&str] = &["town of birth"];
pub(super) const BIRTH_COUNTRY: &[&str] = &["country of birth"];
pub(super) const NATIONALITY: &[&str] = &["nationality(/ies)", "nationality"];
pub(super) const NATIONAL_ID: &[&str] = &[
    "national identifier number",
    "national identification number",
    "ni number",
];
pub(super) const NATIONAL_ID_INFO: &[&str] = &[
    "national identifier additional information",
    "national identification details",
    "ni details",
];
pub(super) const PASSPORT: &[&str] = &["passport number"];
pub(super) const PASSPORT_INFO: &[&str] = &["passport additional information", "passport details"];
pub(super) const POSITION: &[&str] = &["position"];
pub(super) const GENDER: &[&str] = &["gender"];
pub(super) const PARENT: &[&str] = &["parent company"];
pub(super) const REGISTRATION: &[&str] = &[
    "business registration number (s)",
    "business registration number(s)",
];
pub(super) const IMO: &[&str] = &["imo number"];
pub(super) const OWNER: &[&str] = &["current owner/operator (s)", "current owner/operator(s)"];
pub(super) const FLAG: &[&str] = &["current believed flag of ship"];
pub(super) const FORMER_FLAG: &[&str] = &["previous flags"];
pub(super) const HULL: &[&str] = &["hull identification number (hin)"];

/// Columns that are known and stay in the source record.
pub(super) const KEPT: &[&str] = &[
    "non-latin script type",
    "non-latin script language",
    "designation source",
    "type of entity",
    "subsidiaries",
    "previous owner/operator (s)",
    "previous owner/operator(s)",
    "type of ship",
    "tonnage of ship",
    "length of ship",
    "year built",
    "ofsi group id",
];

/// Every column that is read.
pub(super) fn read() -> impl Iterator<Item = &'static [&'static str]> {
    NAMES.into_iter().chain(ADDRESS).chain([
        ID,
        GROUP,
        UN_REFERENCE,
        NAME_TYPE,
        STRENGTH,
        TITLE,
        SCRIPT,
        REGIME,
        KIND,
        MEASURES,
        OTHER,
        REASONS,
        POSTAL,
        COUNTRY,
        PHONE,
        WEBSITE,
        EMAIL,
        LISTED,
        UPDATED,
        BORN,
        BIRTH_TOWN,
        BIRTH_COUNTRY,
        NATIONALITY,
        NATIONAL_ID,
        NATIONAL_ID_INFO,
        PASSPORT,
        PASSPORT_INFO,
        POSITION,
        GENDER,
        PARENT,
        REGISTRATION,
        IMO,
        OWNER,
        FLAG,
        FORMER_FLAG,
        HULL,
    ])
}
