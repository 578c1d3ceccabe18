#if SQLite
    import Cairn
    import LessonKit

    /// The same questions in SQL and in methods of a table.
    struct SQLLesson: Lesson {
        let name = "sql"
        let title = "SQL: select, filter, join, aggregate"
        let summary =
            "The Titanic in a database in memory: each question once in SQL and once in methods, with the same answer."
        let topics = [
            "Stage 1 · item 4 APIs, files, databases",
            "Stage 1 · item 13 SQL: query, filter, join, aggregate",
        ]
        let budget = Budget(seconds: 5, megabytes: 150)
        let target = Target("answers that differ between SQL and methods", atMost: 0)

        func run(_ page: inout Narrator) throws -> Double {
            let people = loadTitanic()
            let fares: DataFrame = ["class": ["first", "second", "third"], "pounds": [30, 12, 7]]
            let database = try SQLiteDatabase.inMemory()
            try database.write(people, table: "people")
            try database.write(fares, table: "fares")
            page.heading("A database is tables and questions")
            page.text(
                "SQLite lives in this process: a file or memory, no server. `database.write` makes a table of a DataFrame, and `database.query` a DataFrame of an answer. A value never goes into the text of a question but beside it, for a `?`: text that is put together invites a stranger to write the rest."
            )
            var differing = 0
            let byClass =
                "select class, count(*) as people, avg(survived) as share from people group by class order by class"
            differing += try ask(
                byClass, [], database, &page,
                people.grouped(by: "class").aggregate(.rows("people"), .mean("survived").named("share")))
            let women =
                "select class, sum(survived) as saved from people where sex = ? and age = ? group by class order by class"
            differing += try ask(
                women, ["female", "adult"], database, &page,
                people.filter(column("sex") == "female" && column("age") == "adult")
                    .grouped(by: "class").aggregate(.sum("survived").named("saved")))
            let joined =
                "select class, count(*) as people, sum(pounds) as pounds from people join fares using (class) group by class order by class"
            differing += try ask(
                joined, [], database, &page,
                people.joined(fares, on: "class").grouped(by: "class")
                    .aggregate(.rows("people"), .sum("pounds").named("pounds")))
            page.text(
                "The crew paid no fare: an inner join leaves them out, in both. (The fares are made up.)"
            )
            let window = """
                select class, sex, share, rank() over (order by share desc) as place from
                (select class, sex, avg(survived) as share from people group by class, sex) order by place limit 3
                """
            page.heading("What SQL says shorter")
            page.code(window)
            page.code("\(try database.query(window))")
            try draw(people, &page)
            page.heading("When a question is wrong")
            do {
                _ = try database.query("select nmae from people")
            } catch { page.code("\(error)") }
            return Double(differing)
        }

        /// Asks in SQL, shows both, and tells by how many the answer differs: 1 or 0.
        private func ask(
            _ sql: String, _ arguments: [Cell] = [], _ database: SQLiteDatabase, _ page: inout Narrator,
            _ methods: @autoclosure () throws -> DataFrame
        ) throws -> Int {
            let answer = try database.query(sql, arguments), expected = try methods()
            page.code(sql)
            page.code("\(answer)")
            let isEqual =
                answer.columnNames == expected.columnNames && answer.rowCount == expected.rowCount
                && answer.columnNames.allSatisfy { name in
                    zip(answer[name].cells, expected[name].cells).allSatisfy { ours, theirs in
                        guard let x = ours.double, let y = theirs.double else {
                            return ours.string == theirs.string
                        }
                        return Swift.abs(x - y) <= 1e-12 * Swift.max(1, Swift.abs(y))
                    }
                }
            page.check(
                Target("the same from methods of the table (1: yes)", atLeast: 1), score: isEqual ? 1 : 0)
            return isEqual ? 0 : 1
        }

        private func draw(_ people: DataFrame, _ page: inout Narrator) throws {
            let shares = try people.grouped(by: "class", "sex").aggregate(.mean("survived"))
            var figure = Figure(title: "Who lived", yLabel: "share", height: 360)
            for sex in ["female", "male"] {
                let rows = try shares.filter(column("sex") == sex)
                figure.bar(
                    rows["class"].strings.map { $0 ?? "" }, Array(rows.vector("survived_mean")), label: sex)
            }
            page.figure(figure, caption: "The share of those who lived, by class and sex.")
            page.youShouldSee(
                "women before men in every class; and men of the first class before other men."
            )
        }
    }
#endif
