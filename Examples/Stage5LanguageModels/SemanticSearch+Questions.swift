extension SemanticSearch {
    /// A question, and the guides that answer it.
    struct Question {
        var text: String
        var guides: [String]

        init(_ text: String, _ guides: String...) { (self.text, self.guides) = (text, guides) }
    }

    /// Questions written before any search was run, without a look at the guides' words.
    var questions: [Question] {
        [
            Question("can I trust a probability that a classifier gives", "Calibration"),
            Question("find groups of similar customers without labels", "Clustering", "Mixtures"),
            Question("suggest films that someone may like", "Recommendation"),
            Question("spot strange measurements in my data", "Outliers"),
            Question("fill gaps in a table before training", "Preprocessing"),
            Question("predict next month's sales from past ones", "Forecasting"),
            Question("why did the model decide this way", "Explanation"),
            Question("read a spreadsheet that was exported as text", "CSV"),
            Question("combine two tables by a shared column", "GroupingAndJoining"),
            Question("make the step size smaller as training goes on", "Schedules"),
            Question("turn, flip and crop pictures at random", "Images"),
            Question("find the lowest point of a function", "Minimizers", "Optimizers"),
            Question("symmetric positive definite systems of equations", "Cholesky"),
            Question("draw curves and dots to look at data", "Plots"),
            Question("is the difference between two groups real or just luck", "HypothesisTests"),
            Question("how many patients does a study need", "Power"),
            Question("estimate uncertainty by drawing from the data again and again", "Resampling"),
            Question("a filter that slides over an image", "Convolution"),
            Question("networks with a memory for sequences", "Recurrent"),
            Question("load weights safely without running foreign code", "Safetensors"),
            Question("sort mail into spam and ham by counting words", "NaiveBayes", "Text"),
            Question("matrices that are mostly zeros", "Sparse"),
            Question("get the same random numbers on every run", "Randomness"),
            Question("choose settings of a model without fooling myself", "ModelSelection"),
            Question("update beliefs when evidence arrives", "Bayes"),
            Question("many small trees added one after another", "Boosting"),
            Question("which score for rare classes", "Metrics"),
            Question("run queries of a database on a table", "SQL"),
            Question("slopes computed automatically by the machine", "Differentiation"),
            Question("see high-dimensional data on a flat page", "Embeddings", "PCA"),
        ]
    }
}
