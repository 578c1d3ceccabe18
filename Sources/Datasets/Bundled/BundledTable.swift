import LinearAlgebra
import Tables

/// The bundled data that comes as tables: their CSV files, for those who want to read and clean them on their own.
///
///     let text = String(decoding: BundledTable.heights.csv, as: UTF8.self)
///     print(text.split(separator: "\n")[1])       // 2014-09-02 13:40:36,Male,75
public enum BundledTable: String, Sendable, Hashable, CaseIterable {
    /// 344 penguins of three species, tidied; `loadPenguins()`.
    case penguins
    /// The field record behind them, as it was kept; `loadRawPenguins()`.
    case rawPenguins = "penguins_raw"
    /// The people on board the Titanic; `loadTitanic()`.
    case titanic
    /// Houses sold in Ames; `loadAmes()`.
    case ames
    /// Customers of a telephone company; `loadChurn()`.
    case churn
    /// Heights as students typed them; `loadReportedHeights()`.
    case heights
    /// Airline passengers by month; `loadAirlinePassengers()`.
    case airlinePassengers = "airline_passengers"
    /// The weather of Seattle by day; `loadSeattleWeather()`.
    case seattleWeather = "seattle_weather"

    /// The bytes of the CSV file, UTF-8 with a header and `NA` for what is missing. Unpacked at each call; O(bytes).
    public var csv: [UInt8] {
        let name = rawValue + ".csv.gz"
        do throws(DatasetError) {
            return try gunzip(BundledFiles.bytes(name), name: name)
        } catch {
            stop("Datasets: the bundled file is broken: \(error)")
        }
    }

    /// Where the data comes from.
    public var card: DatasetCard {
        switch self {
        case .penguins: .penguins
        case .rawPenguins: .rawPenguins
        case .titanic: .titanic
        case .ames: .ames
        case .churn: .churn
        case .heights: .reportedHeights
        case .airlinePassengers: .airlinePassengers
        case .seattleWeather: .seattleWeather
        }
    }

    /// The table, with the named columns as categories. A bundled file that cannot be read is a broken build and not an error to
    /// handle.
    func table(categories: [String] = [], types: [String: ColumnType] = [:]) -> DataFrame {
        var options = CSVOptions()
        options.missingValues = ["NA"]
        options.types = types
        for name in categories { options.types[name] = .category }
        do throws(CSVError) {
            return try DataFrame(csvBytes: csv, options)
        } catch {
            stop("Datasets: the bundled file \(rawValue).csv.gz is broken: \(error)")
        }
    }
}
