import Cairn
import LessonKit

/// pandas' habits in Swift: selecting, filtering, computing, grouping, joining, reshaping, and what is missing.
struct TableLesson: Lesson {
    let name = "tables"
    let title = "Tables, for someone who comes from pandas"
    let summary =
        "344 penguins in a DataFrame: select, filter, compute, group, join, pivot, and what happens to what is missing."
    let topics = ["Stage 1 · item 7 Pandas"]
    let budget = Budget(seconds: 5, megabytes: 150)
    let target = Target("largest difference to pandas' group means (relative)", atMost: 1e-12)

    func run(_ page: inout Narrator) throws -> Double {
        let penguins = loadPenguins()
        page.heading("Columns with types, and values that may be missing")
        page.text(
            "A DataFrame holds columns of whole numbers, numbers, truth values, texts, categories or times. What is missing is missing in any of them: a whole number that is not there does not turn its column into fractions, as it does in pandas by default. There is no index; a column is a column."
        )
        page.code("\(penguins.head(5))")
        page.code("\(penguins.missingCounts())")
        page.heading("Filter, compute, sort")
        page.text("An expression knows no table. It is worked out where it is used, whole columns at a time.")
        let heavy =
            try penguins
            .filter(column("body_mass_g") > 5500 && column("sex") == "male")
            .with("ratio", column("bill_length_mm") / column("bill_depth_mm"))
            .sorted(by: .descending("body_mass_g"))
            .select("species", "island", "body_mass_g", "ratio")
        page.formula(
            "penguins[(penguins.body_mass_g > 5500) & (penguins.sex == \"male\")]        .filter(column(\"body_mass_g\") > 5500 && column(\"sex\") == \"male\")"
        )
        page.code("\(heavy.head(5))")
        page.heading("Group and aggregate")
        let bySpecies = try penguins.grouped(by: "species").aggregate(
            .rows(), .mean("body_mass_g"), .standardDeviation("body_mass_g"))
        page.code("\(bySpecies)")
        page.heading("Join")
        page.text(
            "A table of your own, joined by a key; a species without a match would fall out of an inner join, and stay in a left one."
        )
        let names: DataFrame = [
            "species": ["Adelie", "Gentoo", "Chinstrap", "Emperor"],
            "genus": ["P.", "P.", "P.", "Aptenodytes"],
            "named": ["Adèle", nil, "strap", nil],
        ]
        page.code("\(try bySpecies.joined(names, on: "species", kind: .left))")
        page.heading("Pivot")
        let wide = try penguins.droppingMissing(in: ["sex"])
            .pivoted(rows: "species", columns: "sex", .mean("body_mass_g"))
        page.code("\(wide)")
        draw(penguins, &page)
        let ours = bySpecies.vector("body_mass_g_mean")
        // penguins.groupby("species").body_mass_g.mean() of pandas 3.1.1.
        let theirs = [3700.662251655629, 3733.0882352941176, 5076.016260162602]
        return zip(ours, theirs).map { Swift.abs($0 / $1 - 1) }.max() ?? .nan
    }

    private func draw(_ penguins: DataFrame, _ page: inout Narrator) {
        let complete = penguins.droppingMissing(in: ["flipper_length_mm", "body_mass_g"])
        let names = complete["species"].categoryNames
        var figure = Figure(title: "Penguins", xLabel: "flipper in mm", yLabel: "body mass in g", height: 400)
        figure.scatter(
            x: complete.vector("flipper_length_mm"), y: complete.vector("body_mass_g"),
            classes: complete["species"].strings.map { names.firstIndex(of: $0 ?? "") ?? 0 }, names: names)
        page.figure(figure, caption: "From a table straight into a figure: a column of numbers is a vector.")
        page.youShouldSee("Gentoos apart, heavy and with long flippers; Adelies and Chinstraps in one cloud.")
    }
}
