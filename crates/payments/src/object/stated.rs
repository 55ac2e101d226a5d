//! Values and lines that are written as they are, and read as text before anybody understands them.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A value of a payment object: a `T` where it is written, and the text of one where it was read. What of it is not understood
/// is for the payment to say, as a column of a table that is not understood is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated<'p, T> {
    /// A value that is understood.
    Value(T),
    /// A text that nobody has looked at.
    Text(Cow<'p, str>),
}

impl<T: Serialize> Serialize for Stated<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Stated::Value(value) => value.serialize(serializer),
            Stated::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de: 'p, 'p, T> Deserialize<'de> for Stated<'p, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Stated<'p, T>, D::Error> {
        let text = deserializer.deserialize_str(Text::default())?;
        Ok(Stated::Text(text))
    }
}

/// A text in a list: a line of a name or an address, an identifier, a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'p>(pub Cow<'p, str>);

impl<'p> From<&'p str> for Line<'p> {
    fn from(text: &'p str) -> Line<'p> {
        Line(Cow::Borrowed(text))
    }
}

impl From<String> for Line<'_> {
    fn from(text: String) -> Self {
        Line(Cow::Owned(text))
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de: 'p, 'p> Deserialize<'de> for Line<'p> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Line<'p>, D::Error> {
        let text = deserializer.deserialize_str(Text::default())?;
        Ok(Line(text))
    }
}

/// Reads a text, not copied where it stands in the JSON as it is. (Serde borrows a `Cow` only where it is a field by itself.)
#[derive(Default)]
struct Text<'p>(PhantomData<&'p str>);

impl<'de: 'p, 'p> de::Visitor<'de> for Text<'p> {
    type Value = Cow<'p, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'p, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'p, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Cow<'p, str>, E> {
        Ok(Cow::Owned(text))
    }
}

/// An object and nothing else: what serde derives takes a list for the members in their order, too.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object<T>, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: de::MapAccess<'de>>(self, map: M) -> Result<Object<T>, M::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// Reads a list of objects.
pub(super) fn objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let objects: Vec<Object<T>> = Vec::deserialize(deserializer)?;
    Ok(objects.into_iter().map(|object| object.0).collect())
}

/// Reads an object that may be absent.
pub(super) fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let object: Option<Object<T>> = Option::deserialize(deserializer)?;
    Ok(object.map(|object| object.0))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Line, Stated};

    #[test]
    fn a_text_without_escapes_is_not_copied_and_what_is_no_text_is_refused() {
        let lines: Vec<Line<'_>> = serde_json::from_str(r#"["plain","with \" one"]"#).unwrap();
        assert!(matches!(lines[0].0, Cow::Borrowed("plain")));
        assert!(matches!(lines[1].0, Cow::Owned(_)));
        let stated: Stated<'_, u8> = serde_json::from_str("\"7\"").unwrap();
        assert_eq!(stated, Stated::Text("7".into()));
        let refused = serde_json::from_str::<Stated<'_, u8>>("7")
            .unwrap_err()
            .to_string();
        assert!(refused.contains("integer `7`, expected a string"), "{refused}");
    }
}
