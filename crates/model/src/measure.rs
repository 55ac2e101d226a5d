use crate::words;

words! {
    /// What a program prohibits (`docs/contract.md`, section 3).
    pub enum Measure ("measure") {
        /// All property of the designated party is frozen.
        AssetFreeze = "asset-freeze",
        /// New debt beyond a tenor is prohibited (OFAC directives under EO 13662 and EO 14024).
        SectoralDebt = "sectoral-debt",
        /// New equity is prohibited.
        SectoralEquity = "sectoral-equity",
        /// Opening or keeping correspondent accounts is prohibited or restricted (CAPTA).
        CorrespondentAccount = "correspondent-account",
        /// Purchase or sale of the party's securities is prohibited (CMIC).
        InvestmentBan = "investment-ban",
        /// Trade with the party, or in listed goods, is prohibited.
        TradeBan = "trade-ban",
        /// Arms and related materiel; binds payments that are stated to be for arms.
        ArmsEmbargo = "arms-embargo",
        /// Exports to the party need a license that is not given (BIS lists, CAATSA section 235); binds payments that are
        /// stated to be for an export.
        ExportControl = "export-control",
        /// Foreign exchange in which the party has an interest; binds payments that are stated to be for it.
        ForeignExchange = "foreign-exchange",
        /// Entry and transit; binds no payment.
        TravelBan = "travel-ban",
    }
}
