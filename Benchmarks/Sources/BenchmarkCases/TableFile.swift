import Foundation

/// The CSV file that both sides read: whole numbers, fractions, short and long text, dates, missing values and quotes.
///
///     id,user,kind,city,name,amount,price,score,day,note
///     77951,20418,gold,city 33,name 77951,0.6443,…
enum TableFile {
    /// Writes the file to the temporary folder where it is not there yet; its path.
    static func path(rows: Int) -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("cairn-bench-\(rows).csv")
        if !FileManager.default.fileExists(atPath: file.path) {
            // Where this fails, reading the file does too and says why.
            _ = FileManager.default.createFile(atPath: file.path, contents: Data(bytes(rows: rows)))
        }
        return file.path
    }

    private static let kinds = ["bronze", "silver", "gold", "platinum", "none"]

    private static func bytes(rows: Int) -> [UInt8] {
        var out = Array("id,user,kind,city,name,amount,price,score,day,note\n".utf8)
        out.reserveCapacity(rows * 90)
        var inputs = Inputs(seed: 3)
        // A walk through all the rows, each once: 7919 is prime and no divisor of a power of ten.
        for row in 0..<rows {
            let id = row * 7919 % rows
            let user = Int(inputs.next(0.0, Double(rows / 10)))
            let city = Int(inputs.next(0.0, 100.0))
            let amount: Double = inputs.next(0, 1)
            let cents = Int(inputs.next(100.0, 100_000.0))
            let score = Int(inputs.next(-20_000.0, 20_000.0))
            let month = 1 + row % 12, day = 1 + id % 28
            out += "\(id),\(user),\(kinds[user % 5]),city \(city),name \(id * 31 % rows),\(amount),".utf8
            out += "\(cents / 100).\(cents % 100 / 10)\(cents % 10),".utf8
            if row % 20 != 7 { out += "\(Double(score) / 1000)".utf8 }
            out += ",20\(10 + city % 15)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day),".utf8
            out += (row % 10 == 3 ? "\"said \"\"yes\"\", twice\"\n" : "note \(row % 1000)\n").utf8
        }
        return out
    }
}
