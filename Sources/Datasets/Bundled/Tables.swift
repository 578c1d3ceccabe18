import Tables

/// 344 penguins: `species`, `island`, four measurements in mm and g, `sex` and `year`; 19 values are missing. The modern iris.
///
///     let penguins = loadPenguins()
///     print(penguins.shape)       // (rows: 344, columns: 8)
public func loadPenguins() -> DataFrame {
    BundledTable.penguins.table(categories: ["species", "island", "sex"])
}

/// The field record behind the penguins: 17 columns with spaces and units in their names, dates, codes and comments, 336 values
/// missing.
///
/// For exercises in cleaning; ``BundledTable/rawPenguins`` has the file itself.
public func loadRawPenguins() -> DataFrame { BundledTable.rawPenguins.table() }

/// The 2201 people on board the Titanic: `class` (first, second, third, crew), `age` (adult, child), `sex`, `survived` (1, 0).
public func loadTitanic() -> DataFrame { BundledTable.titanic.table(categories: ["class", "age", "sex"]) }

/// 2930 houses sold in Ames, Iowa, 2006 to 2010: 73 columns about each, and its price, `Sale_Price`, in dollars.
///
///     let houses = loadAmes()
///     print(houses.shape)     // (rows: 2930, columns: 74)
public func loadAmes() -> DataFrame {
    let table = BundledTable.ames.table()
    return DataFrame(
        zip(table.columnNames, table.columns).map { name, column in
            (name, column.type == .text ? Column(categories: column.strings) : column)
        })
}

/// 5000 customers of a telephone company: plans, minutes, calls and charges, and `churn`, whether they left (yes for 707).
public func loadChurn() -> DataFrame {
    BundledTable.churn.table(
        categories: ["state", "area_code", "international_plan", "voice_mail_plan", "churn"])
}

/// What 1095 students typed into a free field that asked for their height in inches: `time_stamp`, `sex`, and `height` as text.
///
/// Feet and inches, centimetres, commas for points, words, and nonsense: a real file to clean.
public func loadReportedHeights() -> DataFrame {
    BundledTable.heights.table(types: ["height": .text])
}

/// International airline passengers in thousands, a row for each month of 1949 to 1960: `month` (its first day), `passengers`.
///
///     let flights = loadAirlinePassengers()
///     print(flights.columnNames)      // ["month", "passengers"]
public func loadAirlinePassengers() -> DataFrame { BundledTable.airlinePassengers.table() }

/// The weather of Seattle on each day of 2012 to 2015: `date`, `precipitation` in mm, `temp_max` and `temp_min` in °C, `wind` in
/// m/s, `weather` (drizzle, fog, rain, snow, sun).
public func loadSeattleWeather() -> DataFrame { BundledTable.seattleWeather.table(categories: ["weather"]) }
