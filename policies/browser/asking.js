// What is asked between a reporter and the members: questions to her, and her request for a review. The twin of
// policies/questions.py and of the part of policies/decision.py that her page may see. Pure, as status.js is.

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
    const review = { id, lane, state: "requested", answer: "" };
    for (const act of of("review")) {
      if (act.body.request !== id || act.lane !== lane || !knew(act, request)) continue;
      if (closed.some(({ author }) => author === act.author)) problems.push({ id: act.id, kind: "same-reviewer" });
      else if (review.state !== "reopened") {
        review.state = act.body.result;
        review.answer = act.body.text ?? "";
      }
    }
    reviews.push(review);
  }
  return reviews;
}
