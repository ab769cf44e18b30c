// What is asked between a reporter and the members: questions to her, her request for a review, her wish to see no more of
// what was. The twin of policies/questions.py and of parts of policies/decision.py and fold.py. Pure, as status.js is.

// Open until she answers or says no; after a no she may still answer.
export function questionsOf(acts) {
  return acts
    .filter(({ body }) => body.type === "question")
    .map(({ id, lane }) => {
      const mine = acts.filter(({ body, lane: at }) => body.type === "answer" && body.question === id && at === lane);
      const state = mine.length === 0 ? "open" : mine.every(({ body }) => body.declined) ? "declined" : "answered";
      return { id, lane, state };
    });
}

// One review a conversation, asked for after its closing; whoever closed it doesn't decide it; "reopened" wins.
export function reviewsOf(acts, knew, problems) {
  const of = (type) => acts.filter(({ body }) => body.type === type);
  const reviews = [];
  for (const request of of("review-request")) {
    const { id, lane } = request;
    const closed = of("status").filter((act) => act.body.status === "closed" && act.lane === lane && knew(request, act));
    if (closed.length === 0) {
      problems.push({ id, kind: "review-too-early" });
      continue;
    }
    const review = { id, lane, state: "requested", answer: "", decidedBy: "" };
    for (const act of of("review")) {
      if (act.body.request !== id || act.lane !== lane || !knew(act, request)) continue;
      if (closed.some(({ author }) => author === act.author)) problems.push({ id: act.id, kind: "same-reviewer" });
      else if (review.state !== "reopened") {
        review.state = act.body.result;
        review.answer = act.body.text ?? "";
        review.decidedBy = act.id;
      }
    }
    reviews.push(review);
  }
  return reviews;
}

// What she had before her eyes when she cleared her page; what came meanwhile stays.
export function clearedBy(acts, past) {
  const found = acts.filter(({ body }) => body.type === "view-cleared");
  return [...new Set(found.flatMap(({ id }) => [...past.get(id)]))].sort();
}
