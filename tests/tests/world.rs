//! Where each test happens: a folder of its own, a small index, and the full lists compiled once.

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use portcullis_tests::{Portcullis, checkout, shared, write};
use tempfile::TempDir;

pub const BINARY: &str = env!("CARGO_BIN_EXE_portcullis");

/// One cache for the whole test program: the demonstration lists are compiled once.
static CACHE: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder can be made"));

/// A folder of its own with a small list compiled in it.
pub struct World {
    folder: TempDir,
}

/// Six parties that turn up in the tests: a group, an arms dealer with a weak alias, a bank with a BIC, a company, a man whose
/// program binds no payment, and one who is no longer listed.
pub const LIST: &str = "\
id,name,schema,authority,programs,aliases,weak_aliases,birth_dates,identifiers,delisted_on
shabaab,AL-SHABAAB,organization,US,SDGT,Harakat Shabaab al-Mujahidin,,,,
bout,\"BOUT, Viktor Anatolijevitch\",person,US,DRCONGO,\"SERGITOV, Vitali\",BONT,1967-01-13,passport:21N0532664@RU,
syria-bank,COMMERCIAL BANK OF SYRIA,organization,US,NPWMD,,,,bic:CMSYSYDA,
trading,ZAGROS PETROLEUM TRADING LLC,organization,UN,UN-Iran,,,,,
traveler,\"INDJAI, Antonio\",person,UN,UN-GB,,,1955,,
gone,\"DELISTE, Pascal\",person,US,SDNTK,,,,,2019-05-01
";

/// Four payments, one of each kind, and a record that is none.
pub const PAYMENTS: &str = "\
payment_id,value_date,amount,currency,debtor_name,creditor_name,creditor_country,creditor_agent_bic,purpose
P1,2024-03-01,100.00,EUR,Maren Ostby,Lindqvist Bakery AB,SE,,commercial
P2,2024-03-01,200.00,USD,Maren Ostby,Al Shabaab,SO,,commercial
P3,2024-03-01,300.00,USD,Maren Ostby,Lindqvist Bakery AB,SY,CMSYSYDAXXX,commercial
P4,2024-02-30,400.00,USD,Maren Ostby,Lindqvist Bakery AB,SE,,commercial
P5,2024-03-01,500.00,USD,Maren Ostby,Zagros Petroleum Tradng LLC,IR,,food
";

impl World {
    /// A folder with `list.csv`, `payments.csv`, and `lists.pcx` compiled from the one.
    pub fn new() -> World {
        let world = World::of_list(LIST);
        world.write("payments.csv", PAYMENTS);
        world
    }

    /// A folder with this `list.csv`, and `lists.pcx` compiled from it.
    pub fn of_list(list: &str) -> World {
        let world = World::empty();
        world.write("list.csv", list);
        world
            .run(["compile", "--out", "lists.pcx", "custom:list.csv"])
            .exits(0);
        world
    }

    /// An empty folder.
    pub fn empty() -> World {
        World {
            folder: tempfile::tempdir().expect("a folder can be made"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        write(self.folder.path(), name, text)
    }

    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn program(&self) -> Portcullis {
        Portcullis::new(BINARY, self.folder.path(), CACHE.path())
    }

    /// The program, run in a folder of this one.
    pub fn program_in(&self, folder: &str) -> Portcullis {
        Portcullis::new(BINARY, &self.path(folder), CACHE.path())
    }

    pub fn run<const N: usize>(&self, arguments: [&str; N]) -> portcullis_tests::Done {
        self.program().run(arguments)
    }

    /// What is said on standard error, with this world's own folder taken out.
    pub fn says<const N: usize>(&self, arguments: [&str; N]) -> (i32, String) {
        let done = self.run(arguments);
        let folder = self.folder.path().to_string_lossy();
        (done.code, done.stderr.trim_end().replace(&*folder, "FOLDER"))
    }
}

/// The program in the checkout itself.
pub fn in_checkout() -> Portcullis {
    Portcullis::new(BINARY, &checkout(), CACHE.path())
}

/// An index of OFAC SDN 2021-07, OFAC consolidated 2025-12 and UN 2026-02, compiled once; `None` where the lists are not.
pub fn full_index() -> Option<&'static Path> {
    static INDEX: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let made = INDEX.get_or_init(|| {
        let sources = [
            ("ofac-sdn", "lists/ofac-sdn-2021-07"),
            ("ofac-consolidated", "lists/ofac-consolidated-2025-12"),
            ("un", "lists/un-2026-02"),
        ];
        let sources = sources
            .iter()
            .map(|(kind, folder)| Some(format!("{kind}:{}", shared(folder)?.display())))
            .collect::<Option<Vec<String>>>()?;
        let folder = tempfile::tempdir().expect("a folder can be made");
        let index = folder.path().join("full.pcx");
        let arguments = ["compile", "--out", &index.to_string_lossy()]
            .map(str::to_owned)
            .into_iter()
            .chain(sources);
        in_checkout().run(arguments).exits(0);
        Some((folder, index))
    });
    match made {
        Some((_, index)) => Some(index),
        None => {
            eprintln!("skipped: the full lists are not beside the checkout");
            None
        }
    }
}
