import Cairn
import Testing

// The examples in the comments of scalers, encoders and vectorizers.

@Suite(.printsItsComments) struct DocumentedPreparation {
    @Test func standardScaler() throws {
        // snippet
        let x: Matrix = [[1.0, 10.0], [2.0, 10.0], [3.0, 10.0]]
        let scaler = try StandardScaler().fit(x)
        print(scaler.means, scaler.deviations)  // [2.0, 10.0] [0.81649658, 1.0]
        // end
    }

    @Test func oneHotEncoder() throws {
        // snippet
        let x: Matrix = [[1.0], [3.0], [1.0]]
        let encoder = try OneHotEncoder().fit(x)
        print(encoder.transform(x))
        // [[1.0, 0.0],
        //  [0.0, 1.0],
        //  [1.0, 0.0]]
        // end
    }

    @Test func countVectorizer() throws {
        // snippet
        let model = try CountVectorizer().fit(["a good day", "good day, good night"])
        print(model.vocabulary)  // ["day", "good", "night"]
        print(model.transform(["good good news"]).dense)  // [[0.0, 2.0, 0.0]]
        // end
    }
}
