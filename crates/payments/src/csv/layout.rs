//! Which columns a file has, and which of them make a party.

use portcullis_model::Role;

use super::{column::Column, dialect::Dialect};

/// Which column stands at which place of a file's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// By place in the record; `None` is ignored.
    pub(crate) places: Vec<Option<Column>>,
    /// The parties and agents of which the file has a column.
    pub(super) parties: Vec<PresentParty>,
    pub(super) agents: Vec<PresentParty>,
    /// What ends a field.
    pub(super) delimiter: u8,
    /// How amounts and dates are written.
    pub(crate) dialect: Dialect,
}

/// A party and the columns of it that a file has: the others are not looked for in every record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PresentParty {
    /// Without the columns that the file lacks, but for the name.
    pub(super) columns: PartyColumns,
    /// All that the file has.
    pub(super) all: Vec<Column>,
}

impl Layout {
    pub(crate) fn new(places: Vec<Option<Column>>, delimiter: u8, dialect: Dialect) -> Layout {
        let (agents, parties) = PARTIES
            .iter()
            .map(|columns| PresentParty::of(columns, |column| places.contains(&Some(column))))
            .filter(|present| !present.all.is_empty())
            .partition(|present| present.columns.role.is_agent());
        Layout {
            places,
            parties,
            agents,
            delimiter,
            dialect,
        }
    }
}

impl PresentParty {
    fn of(columns: &PartyColumns, has: impl Fn(Column) -> bool) -> PresentParty {
        let present = |column: Option<Column>| column.filter(|column| has(*column));
        PresentParty {
            columns: PartyColumns {
                role: columns.role,
                nth: columns.nth,
                name: columns.name,
                account: present(columns.account),
                country: present(columns.country),
                address: present(columns.address),
                birth_date: present(columns.birth_date),
                ids: present(columns.ids),
                bic: present(columns.bic),
                lei: present(columns.lei),
            },
            all: columns.all().filter(|column| has(*column)).collect(),
        }
    }
}

/// The columns of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartyColumns {
    pub(super) role: Role,
    /// Its number among those of its role.
    pub(super) nth: u8,
    pub(super) name: Column,
    pub(super) account: Option<Column>,
    pub(super) country: Option<Column>,
    pub(super) address: Option<Column>,
    pub(super) birth_date: Option<Column>,
    pub(super) ids: Option<Column>,
    pub(super) bic: Option<Column>,
    pub(super) lei: Option<Column>,
}

impl PartyColumns {
    /// A party of which there is only a name.
    const fn name(role: Role, name: Column) -> PartyColumns {
        PartyColumns {
            role,
            nth: 1,
            name,
            account: None,
            country: None,
            address: None,
            birth_date: None,
            ids: None,
            bic: None,
            lei: None,
        }
    }

    const fn agent(role: Role, bic: Column, name: Column) -> PartyColumns {
        PartyColumns {
            bic: Some(bic),
            ..PartyColumns::name(role, name)
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Column> {
        let others = [
            self.account,
            self.country,
            self.address,
            self.birth_date,
            self.ids,
            self.bic,
            self.lei,
        ];
        std::iter::once(self.name).chain(others.into_iter().flatten())
    }
}

const PARTIES: &[PartyColumns] = &[
    PartyColumns::name(Role::InitiatingParty, Column::InitiatingPartyName),
    PartyColumns {
        account: Some(Column::DebtorAccount),
        country: Some(Column::DebtorCountry),
        address: Some(Column::DebtorAddress),
        birth_date: Some(Column::DebtorBirthDate),
        ids: Some(Column::DebtorId),
        bic: Some(Column::DebtorBic),
        lei: Some(Column::DebtorLei),
        ..PartyColumns::name(Role::Debtor, Column::DebtorName)
    },
    PartyColumns::name(Role::UltimateDebtor, Column::UltimateDebtorName),
    PartyColumns {
        account: Some(Column::CreditorAccount),
        country: Some(Column::CreditorCountry),
        address: Some(Column::CreditorAddress),
        birth_date: Some(Column::CreditorBirthDate),
        ids: Some(Column::CreditorId),
        bic: Some(Column::CreditorBic),
        lei: Some(Column::CreditorLei),
        ..PartyColumns::name(Role::Creditor, Column::CreditorName)
    },
    PartyColumns::name(Role::UltimateCreditor, Column::UltimateCreditorName),
    PartyColumns::name(Role::ThirdParty, Column::ThirdPartyName),
    PartyColumns::agent(Role::DebtorAgent, Column::DebtorAgentBic, Column::DebtorAgentName),
    PartyColumns::agent(
        Role::IntermediaryAgent,
        Column::IntermediaryAgentBic,
        Column::IntermediaryAgentName,
    ),
    PartyColumns {
        nth: 2,
        ..PartyColumns::agent(
            Role::IntermediaryAgent,
            Column::IntermediaryAgent2Bic,
            Column::IntermediaryAgent2Name,
        )
    },
    PartyColumns::agent(
        Role::CreditorAgent,
        Column::CreditorAgentBic,
        Column::CreditorAgentName,
    ),
];
