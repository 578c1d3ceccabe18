import Cairn
import Testing

// The examples in the comments of linear models, forecasting and recommenders.

@Suite(.printsItsComments) struct DocumentedLinear {
    @Test func linearRegression() throws {
        // snippet
        let x: Matrix = [[1.0], [2.0], [3.0]], y: Vector = [3.0, 5.0, 7.0]
        let model = try LinearRegression().fit(x, y)
        print(model.predict([[4.0]])[0].rounded())  // 9.0
        // end
    }

    @Test func logisticRegression() throws {
        // snippet
        let x: Matrix = [[0.0], [1.0], [2.0], [3.0]]
        let model = try LogisticRegression().fit(x, ["no", "no", "yes", "yes"])
        print(model.predict([[0.2], [2.9]]))  // [no, yes]
        // end
    }

    @Test func quantileRegression() throws {
        // snippet
        let x: Matrix = [[0.0], [1.0], [2.0], [3.0], [4.0]], y: Vector = [0.0, 1.0, 2.0, 100.0, 4.0]
        let model = try QuantileRegression(penalty: 0).fit(x, y)
        print((model.coefficients[0] * 1e6).rounded() / 1e6)  // 1.0
        // end
    }

    @Test func isotonicRegression() throws {
        // snippet
        let model = try IsotonicRegression().fit([[1.0], [2.0], [3.0], [4.0]], [1.0, 3.0, 2.0, 4.0])
        print(model.predict([[2.0], [3.0], [3.5]]))  // [2.5, 2.5, 3.25]
        // end
    }

    @Test func summary() throws {
        // snippet
        let x: Matrix = [[1.0], [2.0], [3.0], [4.0]], y: Vector = [2.1, 3.9, 6.2, 7.8]
        let summary = try LinearRegression().fit(x, y).summary(x, y, names: ["size"])
        print(summary.coefficients[1].pValue < 0.01)  // true
        // end
    }

    @Test func seasonalNaive() throws {
        // snippet
        let model = try SeasonalNaive(period: 4).fit([1, 2, 3, 4, 2, 3, 4, 5])
        print(model.forecast(5))  // [2.0, 3.0, 4.0, 5.0, 2.0]
        // end
    }

    @Test func scaledError() {
        // snippet
        let training: Vector = [1.0, 2.0, 3.0, 4.0]  // naive errors of 1
        print(ForecastMetrics.meanAbsoluteScaledError([5, 6], [5.5, 6.5], training: training))  // 0.5
        // end
    }

    @Test func ratings() {
        // snippet
        let ratings = Ratings(users: [0, 0, 1], items: [0, 2, 2], values: [5, 3, 4])
        print(ratings.userCount, ratings.itemCount, ratings.items(of: 0).map(\.item))  // 2 3 [0, 2]
        // end
    }

    @Test func cumulativeGain() {
        // snippet
        print(RankingMetrics.ndcg(at: 2, [7, 3], [3]))  // 0.6309297535714575
        // end
    }
}
