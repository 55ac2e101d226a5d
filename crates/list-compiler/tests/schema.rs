//! The XML samples of these tests are faithful: they fit the publishers' own schemas.
//!
//! A small structural validator, enough for the three schemas: which elements and attributes an element may have,
//! in which order and how often, which attributes it must have, the words of enumerations, and which keys are referred to.

// Helpers outside of test functions unwrap too: a panic is how a test fails.
#![allow(clippy::unwrap_used)]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

#[derive(Debug, Default, Clone)]
struct Node {
    name: String,
    attributes: HashMap<String, String>,
    children: Vec<Node>,
}

fn parse(text: &str) -> Node {
    let node = |tag: &BytesStart<'_>| Node {
        name: String::from_utf8(tag.local_name().as_ref().to_vec()).unwrap(),
        attributes: tag
            .attributes()
            .map(|a| {
                let a = a.unwrap();
                let key = String::from_utf8(a.key.as_ref().to_vec()).unwrap();
                (key, a.unescape_value().unwrap().into_owned())
            })
            .collect(),
        children: Vec::new(),
    };
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => open.push(node(&tag)),
            Event::Empty(tag) => open.last_mut().unwrap().children.push(node(&tag)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
            _ => {}
        }
    }
}

struct SchemaFile {
    root: Node,
}

/// What a complex type allows: its attributes (name, must be there, words) and its elements in order
/// (name, declaration, at least, at most).
#[derive(Debug, Default)]
struct Shape<'s> {
    attributes: Vec<(&'s str, bool, Vec<&'s str>)>,
    elements: Vec<(&'s str, &'s Node, usize, usize)>,
    /// A `choice` makes the order and number of its elements free here.
    free: bool,
}

impl SchemaFile {
    fn read(path: &Path) -> SchemaFile {
        SchemaFile {
            root: parse(&fs::read_to_string(path).unwrap()),
        }
    }

    fn named(&self, kind: &str, name: &str) -> Option<&Node> {
        let name = name.rsplit(':').next().unwrap();
        self.root
            .children
            .iter()
            .find(|n| n.name == kind && n.attributes.get("name").is_some_and(|x| x == name))
    }

    /// The complex type of an element's declaration; `None` for plain text.
    fn complex_type<'s>(&'s self, declaration: &'s Node) -> Option<&'s Node> {
        match declaration.attributes.get("type") {
            Some(name) => self.named("complexType", name),
            None => declaration.children.iter().find(|n| n.name == "complexType"),
        }
    }

    fn words(&self, type_name: &str) -> Vec<&str> {
        let Some(simple) = self.named("simpleType", type_name) else {
            return Vec::new();
        };
        let restriction = simple.children.iter().flat_map(|r| &r.children);
        restriction
            .filter(|e| e.name == "enumeration")
            .map(|e| e.attributes["value"].as_str())
            .collect()
    }

    fn shape<'s>(&'s self, node: &'s Node, shape: &mut Shape<'s>) {
        for child in &node.children {
            match child.name.as_str() {
                "complexContent" | "simpleContent" | "sequence" => self.shape(child, shape),
                "choice" => {
                    shape.free = true;
                    self.shape(child, shape);
                }
                "extension" => {
                    if let Some(base) = self.named("complexType", &child.attributes["base"]) {
                        self.shape(base, shape);
                    }
                    self.shape(child, shape);
                }
                "attributeGroup" => {
                    if let Some(group) = child
                        .attributes
                        .get("ref")
                        .and_then(|r| self.named("attributeGroup", r))
                    {
                        self.shape(group, shape);
                    }
                }
                "attribute" => {
                    let required = child.attributes.get("use").is_some_and(|u| u == "required");
                    let words = match child.attributes.get("type").map_or("", String::as_str) {
                        "xsd:boolean" => vec!["true", "false"],
                        name => self.words(name),
                    };
                    shape
                        .attributes
                        .push((&child.attributes["name"], required, words));
                }
                "element" => {
                    let (name, declaration) = match child.attributes.get("ref") {
                        Some(name) => (name.as_str(), self.named("element", name).unwrap()),
                        None => (child.attributes["name"].as_str(), child),
                    };
                    let least = child
                        .attributes
                        .get("minOccurs")
                        .map_or(1, |n| n.parse().unwrap());
                    let most = match child.attributes.get("maxOccurs").map(String::as_str) {
                        None => 1,
                        Some("unbounded") => usize::MAX,
                        Some(n) => n.parse().unwrap(),
                    };
                    shape.elements.push((name, declaration, least, most));
                }
                _ => {}
            }
        }
    }

    /// Everything in `node` that its declaration does not allow.
    fn check(&self, node: &Node, declaration: &Node, faults: &mut Vec<String>) {
        let mut shape = Shape::default();
        if let Some(complex) = self.complex_type(declaration) {
            self.shape(complex, &mut shape);
        }
        for (name, required, words) in &shape.attributes {
            match node.attributes.get(*name) {
                None if *required => faults.push(format!("{}: no attribute {name}", node.name)),
                Some(value) if !words.is_empty() && !words.contains(&value.as_str()) => {
                    faults.push(format!("{}@{name}: `{value}`", node.name));
                }
                _ => {}
            }
        }
        for name in node.attributes.keys() {
            if !name.starts_with("xmlns") && !shape.attributes.iter().any(|(known, ..)| known == name) {
                faults.push(format!("{}: unknown attribute {name}", node.name));
            }
        }
        let mut last = 0;
        for child in &node.children {
            match shape.elements.iter().position(|(name, ..)| *name == child.name) {
                None => faults.push(format!("{}: unknown element {}", node.name, child.name)),
                Some(at) => {
                    if at < last && !shape.free {
                        faults.push(format!("{}: {} out of order", node.name, child.name));
                    }
                    last = at;
                    self.check(child, shape.elements[at].1, faults);
                }
            }
        }
        for (name, _, least, most) in &shape.elements {
            let n = node.children.iter().filter(|c| c.name == *name).count();
            if !shape.free && !(*least..=*most).contains(&n) {
                faults.push(format!("{}: {n} times {name}", node.name));
            }
        }
    }
}

impl SchemaFile {
    /// References to keys that no element has: `xsd:key` and `xsd:keyref` over one attribute each.
    fn check_keys(&self, root: &Node, declaration: &Node, faults: &mut Vec<String>) {
        let field = |n: &Node, name: &str, attribute: &str| -> String {
            n.children.iter().find(|c| c.name == name).unwrap().attributes[attribute].clone()
        };
        let mut keys: HashMap<&str, HashSet<&str>> = HashMap::new();
        for key in declaration.children.iter().filter(|c| c.name == "key") {
            let element = field(key, "selector", "xpath").replace(".//un:", "");
            let ids = keys.entry(&key.attributes["name"]).or_default();
            root.walk(&mut |node| {
                if node.name == element && !ids.insert(&node.attributes["ID"]) {
                    faults.push(format!("{element}: ID {} stands twice", node.attributes["ID"]));
                }
            });
        }
        for reference in declaration.children.iter().filter(|c| c.name == "keyref") {
            let attribute = field(reference, "field", "xpath").replace('@', "");
            let ids = &keys[reference.attributes["refer"].as_str()];
            root.walk(&mut |node| {
                if let Some(id) = node.attributes.get(&attribute)
                    && !ids.contains(id.as_str())
                {
                    faults.push(format!("{}: {attribute} {id} is nowhere", node.name));
                }
            });
        }
    }
}

impl Node {
    fn walk<'n>(&'n self, see: &mut dyn FnMut(&'n Node)) {
        see(self);
        for child in &self.children {
            child.walk(see);
        }
    }
}

fn faults(schema: &SchemaFile, sample: &str) -> Vec<String> {
    let root = parse(sample);
    // The EU's schema declares no root element, only its type.
    let declaration = match schema.named("element", &root.name) {
        Some(declaration) => declaration.clone(),
        None => Node {
            name: "element".to_owned(),
            attributes: HashMap::from([("type".to_owned(), "ExportType".to_owned())]),
            children: Vec::new(),
        },
    };
    let mut faults = Vec::new();
    schema.check(&root, &declaration, &mut faults);
    schema.check_keys(&root, &declaration, &mut faults);
    faults
}

fn schema(file: &str) -> Option<SchemaFile> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/lists/schemas"
    ))
    .join(file);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(SchemaFile::read(&path))
}

#[test]
fn the_eu_sample_fits_the_schema_of_the_european_commission() {
    let Some(schema) = schema("eu-fsf-1.1.xsd") else {
        return;
    };
    let sample = include_str!("fixtures/eu-fsf.xml");
    assert_eq!(faults(&schema, sample), Vec::<String>::new());
    // The validator does see faults.
    let wrong = sample
        .replace("gender=\"M\"", "gender=\"X\"")
        .replace(" programme=\"TAQA\"", "");
    let wrong = wrong.replace(
        "<subjectType code=\"enterprise\" classificationCode=\"E\"/>",
        "<subject/>",
    );
    let mut seen = faults(&schema, &wrong);
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen,
        [
            "nameAlias@gender: `X`",
            "regulation: no attribute programme",
            "sanctionEntity: 0 times subjectType",
            "sanctionEntity: unknown element subject",
        ]
    );
}

#[test]
fn the_un_sample_fits_the_schema_of_the_security_council() {
    let Some(schema) = schema("un-consolidated.xsd") else {
        return;
    };
    assert_eq!(
        faults(&schema, include_str!("fixtures/un.xml")),
        Vec::<String>::new()
    );
}

#[test]
fn the_advanced_ofac_sample_fits_the_schema_of_the_advanced_sanctions_data_model() {
    let Some(schema) = schema("ofac-sdn-advanced.xsd") else {
        return;
    };
    let sample = include_str!("fixtures/sdn-advanced.xml");
    assert_eq!(faults(&schema, sample), Vec::<String>::new());
    let wrong = sample.replace(" LowQuality=\"true\"", "").replace(
        "<DistinctParty FixedRef=\"36\">",
        "<DistinctParty FixedRef=\"36\" Color=\"red\">",
    );
    let wrong = wrong.replace("ProfileID=\"36\"", "ProfileID=\"37\"");
    let mut seen = faults(&schema, &wrong);
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen,
        [
            "Alias: no attribute LowQuality",
            "DistinctParty: unknown attribute Color",
            "SanctionsEntry: ProfileID 37 is nowhere",
        ]
    );
}
