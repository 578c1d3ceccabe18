extension Prompting {
    /// Six reviews that a prompt shows with their labels: whether they are positive.
    static let examples: [(String, Bool)] = [
        ("I really enjoyed the museum.", true), ("The train was late again and nobody apologised.", false),
        ("The coffee is excellent.", true), ("The screen was scratched when I opened the box.", false),
        ("A dreadful, noisy restaurant.", false), ("Thank you for a lovely evening!", true),
    ]

    /// Forty reviews to be labelled, and whether they are positive.
    static let reviews: [(String, Bool)] = [
        ("A wonderful film, I smiled all the way home.", true),
        ("The food was cold and the waiter was rude.", false),
        ("I love this phone, it just works.", true), ("Terrible quality, it broke after two days.", false),
        ("What a beautiful day at the beach!", true), ("The worst concert I have ever been to.", false),
        ("Great service and friendly people.", true), ("I was bored from the first page to the last.", false),
        ("The room was clean, bright and quiet.", true),
        ("Never again: dirty sheets and a broken shower.", false),
        ("She sings like an angel.", true), ("A waste of time and money.", false),
        ("The best pizza in town.", true), ("The battery dies within an hour.", false),
        ("My kids adored the show and want to see it again.", true), ("The plot makes no sense.", false),
        ("Fast delivery and a perfect fit.", true), ("It arrived late and in pieces.", false),
        ("I could not stop laughing.", true), ("The seats are uncomfortable and the sound is bad.", false),
        ("This book changed my life.", true), ("I want my money back.", false),
        ("An elegant design that feels good in the hand.", true),
        ("Support never answered my emails.", false),
        ("We had a fantastic time and will come back.", true), ("The soup tasted like dishwater.", false),
        ("Such a kind and patient teacher.", true), ("The app crashes every time I open it.", false),
        ("Fresh, tasty and not expensive.", true), ("I regret buying this.", false),
        ("A masterpiece from start to finish.", true), ("The hotel looked nothing like the photos.", false),
        ("It does exactly what it promises.", true), ("Full of bugs and impossible to use.", false),
        ("The view from the balcony took my breath away.", true),
        ("The staff ignored us for half an hour.", false),
        ("I recommend it to everyone.", true), ("Dull, slow and far too long.", false),
        ("Everything went smoothly.", true), ("My skin itched for days.", false),
    ]
}
