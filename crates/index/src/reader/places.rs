//! Places: their names, and the record that a hit on one has.

use portcullis_model::{Designation, Name, NameKind, PlaceCode, Schema};

use super::Index;
use crate::{
    OpenError,
    places::{self, PLACES_VERSION, PlaceLine},
};

/// What stands for a list in the record of a place.
const LIST: &str = "Places";

impl Index {
    /// Every name of a place, and every context that makes one harmless.
    pub fn place_lines(&self) -> impl Iterator<Item = PlaceLine<'_>> {
        self.places.lines().skip(1).filter_map(places::read_line)
    }

    /// The ordinal that a hit on a place has: those of places follow those of designations.
    #[must_use]
    pub fn place_ordinal(&self, place: PlaceCode) -> u32 {
        self.designation_count() + place.number()
    }

    /// The place of an ordinal; `None` for that of a designation.
    #[must_use]
    pub fn place_at(&self, ordinal: u32) -> Option<PlaceCode> {
        PlaceCode::nth(ordinal.checked_sub(self.designation_count())?)
    }

    /// What a person calls a place.
    #[must_use]
    pub fn place_name(&self, place: PlaceCode) -> String {
        let named = self.place_names().get(place.number() as usize);
        let named = named.filter(|name| !name.is_empty()).cloned();
        named.unwrap_or_else(|| format!("country {place}"))
    }

    /// What a person calls each place, by its number: read once, since every party of a country asks for it. Empty for a place
    /// that no line names.
    fn place_names(&self) -> &[String] {
        self.place_names.get_or_init(|| {
            let mut names = vec![String::new(); PlaceCode::COUNT as usize];
            for line in self.place_lines() {
                if let PlaceLine::Name(name) = line
                    && !name.is_part
                    && let Some(named) = names.get_mut(name.place.number() as usize)
                    && named.is_empty()
                {
                    name.shown.clone_into(named);
                }
            }
            names
        })
    }

    /// The record of a place: it is on no list, and whoever binds by it is told by the rules.
    pub(super) fn place_record(&self, place: PlaceCode) -> Designation {
        let mut record = Designation::new(place.id(), LIST, "", Schema::Unknown);
        record
            .names
            .push(Name::new(self.place_name(place), NameKind::Primary));
        record
    }

    /// Ids of all places, by their number.
    pub(super) fn place_ids(&self) -> &[String] {
        self.place_ids.get_or_init(|| {
            (0..PlaceCode::COUNT)
                .filter_map(PlaceCode::nth)
                .map(PlaceCode::id)
                .collect()
        })
    }

    /// Checks that the section is of this program's version, and every line of it.
    pub(super) fn validate_places(&self) -> Result<(), OpenError> {
        let found = places::version(&self.places);
        if found != Some(PLACES_VERSION) {
            return Err(OpenError::Places {
                path: self.path.clone(),
                found: found.unwrap_or(0),
                expected: PLACES_VERSION,
            });
        }
        if self
            .places
            .lines()
            .skip(1)
            .any(|line| places::read_line(line).is_none())
        {
            return Err(OpenError::Damaged {
                path: self.path.clone(),
                what: "its places cannot be read".to_owned(),
            });
        }
        Ok(())
    }
}
